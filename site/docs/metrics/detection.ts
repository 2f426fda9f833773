import type { GroupNotes } from './note.ts';

const noScores = 'Some line of the file has no image score';

export const detection: GroupNotes<'detection'> = {
  accuracy: {
    formula: String.raw`\frac{TP+TN}{TP+TN+FP+FN}`,
    emptyWhen: 'The slice has no image.',
    trick: 'Call everything by the label that is more frequent.',
    answer:
      'Where 80% are fake that gives 0.80. The boards show the trivial entry that does it, and balanced accuracy gives it 0.5.',
    usedBy:
      'Nearly everybody. GenImage (2023) compares detectors by it, and the FakeXplain paper states it in its abstract.',
  },
  balancedAccuracy: {
    formula: String.raw`\mathrm{BA}=\frac12\left(\frac{TP}{TP+FN}+\frac{TN}{TN+FP}\right)`,
    emptyWhen: 'The slice lacks fakes or real images.',
    trick: 'Move the threshold until one class is always right.',
    answer: 'The other class then falls to 0 and the mean stays at 0.5. Both classes weigh the same at any balance.',
    usedBy:
      'The ISIC skin lesion challenges of 2018 and 2019 rank by it, over more than two classes. scikit-learn has it as balanced_accuracy_score.',
  },
  recall: {
    formula: String.raw`\frac{TP}{TP+FN}`,
    emptyWhen: 'The slice has no fake image.',
    trick: 'Call everything fake.',
    answer: 'Recall is 1 and specificity 0. The two stand side by side, and neither ranks.',
    usedBy: 'Medicine, as sensitivity; papers on detectors often print it as the accuracy on fakes.',
  },
  specificity: {
    formula: String.raw`\frac{TN}{TN+FP}`,
    emptyWhen: 'The slice has no real image.',
    trick: 'Call everything real.',
    answer: 'Specificity is 1, and recall with every explanation 0: a fake called real has no boxes and no tags.',
    usedBy: 'Medicine; papers on detectors often print it as the accuracy on real images.',
  },
  f1: {
    formula: String.raw`\frac{2\,TP}{2\,TP+FP+FN}`,
    emptyWhen: 'The slice has no fake image and nothing was called fake.',
    trick: 'Call everything fake where fakes prevail.',
    answer: 'F1 rewards it, because it never looks at true negatives. It is shown for comparison with papers only.',
    usedBy: 'FakeShield (2025) reports it of images beside accuracy. scikit-learn has it as f1_score.',
  },
  auroc: {
    formula: String.raw`\frac{1}{|\mathcal F|\,|\mathcal R|}\sum_{i\in\mathcal F}\sum_{j\in\mathcal R}\Bigl([s_i>s_j]+\tfrac12[s_i=s_j]\Bigr)`,
    emptyWhen: `${noScores}, or the slice lacks fakes or real images.`,
    trick: 'Leave the scores out where they are unsure, or score by the order of the file.',
    answer:
      'Scores count only when every line has one. Image ids and their order are random, and the data set check tests that they tell nothing.',
    usedBy: 'DeepfakeBench (2023) compares detectors by it. scikit-learn has it as roc_auc_score.',
  },
  averagePrecision: {
    formula: String.raw`\sum_k (R_k-R_{k-1})\,P_k\qquad\text{over the distinct thresholds }k`,
    emptyWhen: `${noScores}, or the slice has no fake image.`,
    trick: 'Give many images the same score and hope for a lucky order among them.',
    answer: 'Equal scores form one threshold together, so the order within a tie cannot matter.',
    usedBy:
      'Wang et al. (CNNDetection, 2020) and Ojha et al. (UniversalFakeDetect, 2023) compare detectors by its mean over generators. scikit-learn has it as average_precision_score.',
  },
  brier: {
    formula: String.raw`\frac1n\sum_{i=1}^{n}(s_i-y_i)^2`,
    emptyWhen: `${noScores}.`,
    trick: 'Answer 0.5 throughout to look modest.',
    answer: 'That costs 0.25 on every image. The Brier score is least, on average, for the true probability.',
    usedBy: 'Weather services since Brier (1950). scikit-learn has it as brier_score_loss.',
  },
};
