const column = { better: 'higher', onBoard: true } as const;

/** The metrics that are columns of a board, in their order: rows of the metric table (scorecard.ts). */
export const columnMetrics = [
  {
    ...column,
    key: 'fxScore',
    title: 'FX score',
    short: 'FX',
    group: 'joint',
    explanation: 'The ranking score: the mean of 2 · balanced accuracy − 1, grounding F1, tag F1 and grounded text.',
  },
  {
    ...column,
    key: 'accuracy',
    title: 'Accuracy',
    short: 'Acc',
    group: 'detection',
    explanation: 'Share of images whose label, real or fake, is right.',
  },
  {
    ...column,
    key: 'balancedAccuracy',
    title: 'Balanced accuracy',
    short: 'Bal. acc',
    group: 'detection',
    explanation: 'Mean of the share of fakes found and the share of real images left alone.',
  },
  {
    ...column,
    key: 'iou',
    title: 'IoU',
    short: 'IoU',
    group: 'grounding',
    explanation:
      'How well the union of the predicted boxes covers the union of the annotated ones, averaged over annotated fakes.',
  },
  {
    ...column,
    key: 'groundingF1',
    title: 'Grounding F1',
    short: 'Gr. F1',
    group: 'grounding',
    explanation: 'Boxes matched one to one by IoU; surplus and missing boxes both cost.',
  },
  {
    ...column,
    key: 'tagF1',
    title: 'Tag F1',
    short: 'Tag F1',
    group: 'tags',
    explanation: 'Micro F1 of the six global tags over all fakes.',
  },
  {
    ...column,
    key: 'rougeL',
    title: 'ROUGE-L',
    short: 'ROUGE-L',
    group: 'text',
    explanation: 'Longest common word sequence of all predicted and all annotated texts of an image.',
  },
  {
    ...column,
    key: 'groundedText',
    title: 'Grounded text',
    short: 'Gr. text',
    group: 'text',
    explanation:
      'ROUGE-L of texts whose boxes overlap (IoU ≥ 0.3), matched one to one: right words in the wrong place earn nothing.',
  },
  {
    ...column,
    key: 'rightReason',
    title: 'Right reason',
    short: 'Reason',
    group: 'joint',
    explanation: 'Share of fakes called fake with at least one box in the right place and a tag in common.',
  },
  {
    ...column,
    key: 'hallucinationRate',
    title: 'Hallucination rate',
    short: 'Halluc.',
    group: 'grounding',
    better: 'lower',
    explanation:
      'Share of predicted boxes without a counterpart (IoU ≥ 0.3) in the annotation; boxes on real images count.',
  },
] as const;
