import type { GroupExamples } from './example.ts';

export const joint: GroupExamples<'joint'> = {
  fxScore: {
    set: 'boxes',
    steps:
      'Both fakes are found and one of the two real images is left alone, so balanced accuracy is 0.75. Grounding F1 is 0.45, tag F1 is 0.75 (three shared tags of 4 + 4) and grounded text is 0.4.',
    sum: String.raw`\frac{(2\cdot 0.75-1)+0.45+0.75+0.4}{4}`,
    result: 0.525,
  },
  rightReason: {
    set: 'boxes',
    steps:
      'Image a is called fake, p1 lies on g1 with IoU 0.8, and the tags agree: it counts. Image b is called fake and p3 lies on g3, but its tag “texture” is not the annotated “other”: it does not.',
    sum: String.raw`\frac{1}{2}`,
    result: 0.5,
  },
};
