import type { GroupNotes } from './note.ts';

const noScores = 'Some line of the file has no image score, or the slice lacks fakes or real images.';

export const detection: GroupNotes<'detection'> = {
  accuracy: {
    formula: String.raw`\frac{TP+TN}{TP+TN+FP+FN}`,
    emptyWhen: 'The slice has no image.',
    trick: 'Call everything by the label that is more frequent.',
    answer:
      'Where 80% are fake that gives 0.80. The boards show the trivial entry that does it, and balanced accuracy gives it 0.5.',
  },
  balancedAccuracy: {
    formula: String.raw`\mathrm{BA}=\frac12\left(\frac{TP}{TP+FN}+\frac{TN}{TN+FP}\right)`,
    emptyWhen: 'The slice lacks fakes or real images.',
    trick: 'Move the threshold until one class is always right.',
    answer: 'The other class then falls to 0 and the mean stays at 0.5. Both classes weigh the same at any balance.',
  },
  recall: {
    formula: String.raw`\frac{TP}{TP+FN}`,
    emptyWhen: 'The slice has no fake image.',
    trick: 'Call everything fake.',
    answer: 'Recall is 1 and specificity 0. The two stand side by side, and neither ranks.',
  },
  specificity: {
    formula: String.raw`\frac{TN}{TN+FP}`,
    emptyWhen: 'The slice has no real image.',
    trick: 'Call everything real.',
    answer: 'Specificity is 1, and recall with every explanation 0: a fake called real has no boxes and no tags.',
  },
  f1: {
    formula: String.raw`\frac{2\,TP}{2\,TP+FP+FN}`,
    emptyWhen: 'The slice has no fake image and nothing was called fake.',
    trick: 'Call everything fake where fakes prevail.',
    answer: 'F1 rewards it, because it never looks at true negatives. It is shown for comparison with papers only.',
  },
  auroc: {
    formula: String.raw`\frac{1}{|\mathcal F|\,|\mathcal R|}\sum_{i\in\mathcal F}\sum_{j\in\mathcal R}\Bigl([s_i>s_j]+\tfrac12[s_i=s_j]\Bigr)`,
    emptyWhen: noScores,
    trick: 'Leave the scores out where they are unsure, or score by the order of the file.',
    answer:
      'Scores count only when every line has one. Image ids and their order are random, and the data set check tests that they tell nothing.',
  },
  averagePrecision: {
    formula: String.raw`\sum_k (R_k-R_{k-1})\,P_k\qquad\text{over the distinct thresholds }k`,
    emptyWhen: noScores,
    trick: 'Give many images the same score and hope for a lucky order among them.',
    answer: 'Equal scores form one threshold together, so the order within a tie cannot matter.',
  },
  brier: {
    formula: String.raw`\frac1n\sum_{i=1}^{n}(s_i-y_i)^2`,
    emptyWhen: noScores,
    trick: 'Answer 0.5 throughout to look modest.',
    answer: 'That costs 0.25 on every image. The Brier score is least, on average, for the true probability.',
  },
};
