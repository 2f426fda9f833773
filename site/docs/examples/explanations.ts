import type { GroupExamples } from './example.ts';

export const tags: GroupExamples<'tags'> = {
  tagF1: {
    set: 'tags',
    steps: 'Two tags are shared in image a, one in b, none in c. Predicted are 2 + 1 + 1 tags, annotated 2 + 2 + 1.',
    sum: String.raw`\frac{2\cdot(2+1+0)}{(2+1+1)+(2+2+1)}`,
    result: 2 / 3,
  },
  tagMacroF1: {
    set: 'tags',
    steps:
      'The truth uses three tags. “attributes” is always right: 1. “texture” is right twice and wrong once: 2 · 2 / (2 · 2 + 1). “other” is missed twice: 0.',
    sum: String.raw`\frac{1}{3}\left(1+\frac{4}{5}+0\right)`,
    result: 0.6,
  },
  tagJaccard: {
    set: 'tags',
    steps: 'Image a shares 2 of 2 tags, image b 1 of 2, image c 0 of 2.',
    sum: String.raw`\frac{1}{3}\left(\frac{2}{2}+\frac{1}{2}+\frac{0}{2}\right)`,
    result: 0.5,
  },
  tagExact: {
    set: 'tags',
    steps: 'Only the tags of image a are exactly right.',
    sum: String.raw`\frac{1}{3}`,
    result: 1 / 3,
  },
};

const joined =
  'Image a reads “leg missing bent beak” against “left leg missing a broken beak”; image b reads “edge torn odd suns” (p4 ends higher than p3, so it is read first) against “two suns visible edge torn off”.';

export const text: GroupExamples<'text'> = {
  groundedText: {
    set: 'boxes',
    steps:
      'ROUGE-L of two texts is 2 · common words in order / all words. p1 on g1: 2 · 2/5 = 0.8. p2 on g2: 2 · 1/5 = 0.4. p3 on g3: 2 · 1/5 = 0.4. “edge torn” of p4 would fit g4, but does not lie on it. The fakes have 4 predicted and 4 annotated boxes.',
    sum: String.raw`\frac{2\cdot(0.8+0.4+0.4)}{4+4}`,
    result: 0.4,
  },
  rougeL: {
    set: 'boxes',
    steps: `${joined} In order they share “leg missing beak”, 3 words of 4 and 6, and “edge torn”, 2 words of 4 and 6.`,
    sum: String.raw`\frac{1}{2}\left(\frac{2\cdot 3}{4+6}+\frac{2\cdot 2}{4+6}\right)`,
    result: 0.5,
  },
  bleu2: {
    set: 'boxes',
    steps: `${joined} In both images 3 of 4 words and 1 of 3 word pairs occur in the annotation (“leg missing”, “edge torn”), and 4 words against 6 are too short by a factor of e to the 1 − 6/4. Both images come to the same, and so does their mean.`,
    sum: String.raw`e^{1-\frac{6}{4}}\cdot\sqrt{\frac{3}{4}\cdot\frac{1}{3}}`,
    result: Math.exp(-0.5) / 2,
  },
};
