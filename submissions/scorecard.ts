/**
 * The metric table: keys are final (metrics spec 1); column headers, cards, docs, CSV and the report's schema derive
 * from it. `unit` says how a value is written: a share of 0…1, or a difference of two shares.
 */
export interface Metric {
  readonly key: string;
  readonly title: string;
  /** for a narrow column */
  readonly short: string;
  readonly group: 'detection' | 'grounding' | 'tags' | 'text' | 'joint';
  readonly better: 'higher' | 'lower';
  /** shown on a board's table, in this order */
  readonly onBoard: boolean;
  /** one sentence a visitor understands */
  readonly explanation: string;
}

export const metricGroups = {
  joint: 'Joint',
  detection: 'Detection',
  grounding: 'Grounding',
  tags: 'Tags',
  text: 'Text',
} as const;

const higher = { better: 'higher', onBoard: false } as const;
const column = { better: 'higher', onBoard: true } as const;

export const metrics = [
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
  {
    ...higher,
    key: 'recall',
    title: 'Recall',
    short: 'Recall',
    group: 'detection',
    explanation: 'Share of fakes called fake.',
  },
  {
    ...higher,
    key: 'specificity',
    title: 'Specificity',
    short: 'Specif.',
    group: 'detection',
    explanation: 'Share of real images called real.',
  },
  {
    ...higher,
    key: 'f1',
    title: 'F1',
    short: 'F1',
    group: 'detection',
    explanation: 'Harmonic mean of precision and recall with fake as the positive class.',
  },
  {
    ...higher,
    key: 'auroc',
    title: 'AUROC',
    short: 'AUROC',
    group: 'detection',
    explanation: 'Chance that a fake scores above a real image; needs a score on every line.',
  },
  {
    ...higher,
    key: 'averagePrecision',
    title: 'Average precision',
    short: 'AvgPrec',
    group: 'detection',
    explanation: 'Area under the precision-recall steps over the score; needs a score on every line.',
  },
  {
    ...higher,
    key: 'brier',
    title: 'Brier score',
    short: 'Brier',
    group: 'detection',
    better: 'lower',
    explanation: 'Mean squared distance of the score from the truth; needs a score on every line.',
  },
  {
    ...higher,
    key: 'pixelPrecision',
    title: 'Pixel precision',
    short: 'Px prec',
    group: 'grounding',
    explanation: 'Share of the predicted area that is annotated.',
  },
  {
    ...higher,
    key: 'pixelRecall',
    title: 'Pixel recall',
    short: 'Px rec',
    group: 'grounding',
    explanation: 'Share of the annotated area that is predicted.',
  },
  {
    ...higher,
    key: 'f1At30',
    title: 'Box F1 at IoU 0.30',
    short: 'F1@30',
    group: 'grounding',
    explanation: 'Boxes count as found from IoU 0.30.',
  },
  {
    ...higher,
    key: 'f1At50',
    title: 'Box F1 at IoU 0.50',
    short: 'F1@50',
    group: 'grounding',
    explanation: 'Boxes count as found from IoU 0.50.',
  },
  {
    ...higher,
    key: 'f1At75',
    title: 'Box F1 at IoU 0.75',
    short: 'F1@75',
    group: 'grounding',
    explanation: 'Boxes count as found from IoU 0.75.',
  },
  {
    ...higher,
    key: 'ap',
    title: 'COCO AP',
    short: 'AP',
    group: 'grounding',
    explanation: 'COCO average precision, one class, IoU 0.50…0.95; needs a score on every region. Never ranks.',
  },
  {
    ...higher,
    key: 'ap50',
    title: 'COCO AP50',
    short: 'AP50',
    group: 'grounding',
    explanation: 'COCO average precision at IoU 0.50. Never ranks.',
  },
  {
    ...higher,
    key: 'ap75',
    title: 'COCO AP75',
    short: 'AP75',
    group: 'grounding',
    explanation: 'COCO average precision at IoU 0.75. Never ranks.',
  },
  {
    ...higher,
    key: 'tagMacroF1',
    title: 'Tag macro F1',
    short: 'Tag mF1',
    group: 'tags',
    explanation: 'Mean of the F1 of each tag that the truth uses.',
  },
  {
    ...higher,
    key: 'tagJaccard',
    title: 'Tag Jaccard',
    short: 'Jaccard',
    group: 'tags',
    explanation: 'Shared tags over all tags of an image, averaged over fakes.',
  },
  {
    ...higher,
    key: 'tagExact',
    title: 'Exact tag set',
    short: 'Exact',
    group: 'tags',
    explanation: 'Share of fakes whose tag set is exactly right.',
  },
  {
    ...higher,
    key: 'bleu2',
    title: 'BLEU-2',
    short: 'BLEU-2',
    group: 'text',
    explanation: 'Precision of words and word pairs against the annotated texts, with a brevity penalty.',
  },
] as const satisfies readonly Metric[];

export type MetricKey = (typeof metrics)[number]['key'];
export const metricKeys = metrics.map((metric) => metric.key) as readonly MetricKey[];
export const rankingMetric = 'fxScore' satisfies MetricKey;
export const boardMetrics: readonly Metric[] = metrics.filter((metric) => metric.onBoard);

export function findMetric(key: string): Metric | undefined {
  return metrics.find((metric) => metric.key === key);
}

export const overallSlice = 'overall';
export function familySlice(family: string): string {
  return `family:${family}`;
}
export function generatorSlice(generator: string): string {
  return `generator:${generator}`;
}
