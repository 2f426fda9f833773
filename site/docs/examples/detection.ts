import type { GroupExamples } from './example.ts';

const counts =
  'Of the fakes a and b are found and c is missed (TP 2, FN 1); of the real images d is accused and e is not (FP 1, TN 1).';

export const detection: GroupExamples<'detection'> = {
  accuracy: {
    set: 'verdicts',
    steps: `${counts} Three of five labels are right.`,
    sum: String.raw`\frac{2+1}{2+1+1+1}`,
    result: 0.6,
  },
  balancedAccuracy: {
    set: 'verdicts',
    steps: `${counts} Two of three fakes and one of two real images are right.`,
    sum: String.raw`\frac{1}{2}\left(\frac{2}{3}+\frac{1}{2}\right)`,
    result: 7 / 12,
  },
  recall: { set: 'verdicts', steps: counts, sum: String.raw`\frac{2}{2+1}`, result: 2 / 3 },
  specificity: { set: 'verdicts', steps: counts, sum: String.raw`\frac{1}{1+1}`, result: 0.5 },
  f1: { set: 'verdicts', steps: counts, sum: String.raw`\frac{2\cdot 2}{2\cdot 2+1+1}`, result: 2 / 3 },
  auroc: {
    set: 'verdicts',
    steps:
      'There are 3 · 2 pairs of a fake and a real image. The fake a (0.9) lies above both reals (0.6 and 0.1): 2. The fake b (0.6) ties with one and lies above the other: 1.5. The fake c (0.2) lies above one: 1.',
    sum: String.raw`\frac{2+1.5+1}{3\cdot 2}`,
    result: 0.75,
  },
  averagePrecision: {
    set: 'verdicts',
    steps:
      'From 0.9 on: 1 of 1 is fake, recall 1/3. From 0.6 on: 2 of 3, recall 2/3; b and d tie and come in together. From 0.2 on: 3 of 4, recall 1. Each step of recall is a third.',
    sum: String.raw`\frac{1}{3}\cdot\frac{1}{1}+\frac{1}{3}\cdot\frac{2}{3}+\frac{1}{3}\cdot\frac{3}{4}`,
    result: 29 / 36,
  },
  brier: {
    set: 'verdicts',
    steps: 'The scores miss 1, 1, 1 for the fakes and 0, 0 for the real images by 0.1, 0.4, 0.8, 0.6 and 0.1.',
    sum: String.raw`\frac{0.1^2+0.4^2+0.8^2+0.6^2+0.1^2}{5}`,
    result: 0.236,
  },
};
