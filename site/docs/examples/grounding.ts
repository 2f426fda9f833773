import type { GroupExamples, WorkedExample } from './example.ts';

const ious = 'p1 lies on g1 with IoU 0.8, p2 on g2 with 0.4, p3 on g3 with 0.6; p4 lies on g3 too, with 0.4.';

export const grounding: GroupExamples<'grounding'> = {
  iou: {
    set: 'boxes',
    steps:
      'Image a: p1 and g1 share 800 px, p2 and g2 share 400, and all boxes together cover 1000 + 1000. Image b: p3 and p4 together are p3, which shares 1800 px with g3; together they cover 3000 + 600. p4 changes nothing. The mean over the two fakes:',
    sum: String.raw`\frac{1}{2}\left(\frac{800+400}{2000}+\frac{1800}{3600}\right)`,
    result: 0.55,
  },
  groundingF1: {
    set: 'boxes',
    steps: `${ious} One box for one box: the best total takes p1, p2 and p3. The fakes have 4 predicted and 4 annotated boxes; p5 lies on a real image and is not counted here.`,
    sum: String.raw`\frac{2\cdot(0.8+0.4+0.6)}{4+4}`,
    result: 0.45,
  },
  hallucinationRate: {
    set: 'boxes',
    steps: `${ious} Five boxes are predicted, p5 on a real image included. Three have a partner of their own with IoU 0.3 or more.`,
    sum: String.raw`\frac{5-3}{5}`,
    result: 0.4,
  },
  pixelPrecision: {
    set: 'boxes',
    steps:
      'Shared: 800 + 400 px in image a and 1800 in image b. Predicted: p1 has 800 and p2 1000 px in image a; p3 has 1800 in image b, and p4 lies inside it.',
    sum: String.raw`\frac{1200+1800}{1800+1800}`,
    result: 5 / 6,
  },
  pixelRecall: {
    set: 'boxes',
    steps:
      'Shared: 800 + 400 px in image a and 1800 in image b. Annotated: g1 has 1000 and g2 400 px in image a; g3 has 3000 and g4 600 in image b.',
    sum: String.raw`\frac{1200+1800}{1400+3600}`,
    result: 0.6,
  },
  f1At30: boxF1('0.3', 'p1, p2 and p3', 3),
  f1At50: boxF1('0.5', 'p1 and p3', 2),
  f1At75: boxF1('0.75', 'p1 alone', 1),
  ap: {
    set: 'boxes',
    steps:
      'At 0.50, 0.55 and 0.60 p1 and p3 are hits, as in AP50: 42.67 points of 101 each. At 0.65, 0.70, 0.75 and 0.80 only p1 is, as in AP75: 26 points each. From 0.85 on nothing is.',
    sum: String.raw`\frac{3\cdot\left(26+25\cdot\frac{2}{3}\right)+4\cdot 26}{10\cdot 101}`,
    result: 232 / 1010,
  },
  ap50: {
    set: 'boxes',
    steps:
      'By falling score: p1 hit, p5 miss, p3 hit, p4 miss (g3 is taken), p2 miss. Four boxes are annotated, so p1 reaches recall 0.25 with precision 1, and p3 recall 0.5 with precision 2/3. Of the 101 recall points 26 lie up to 0.25 and 25 more up to 0.5; beyond, precision is 0.',
    sum: String.raw`\frac{26\cdot 1+25\cdot\frac{2}{3}}{101}`,
    result: 128 / 303,
  },
  ap75: {
    set: 'boxes',
    steps: 'Only p1 reaches IoU 0.75. It comes first: precision 1 at the 26 recall points up to 0.25, and 0 beyond.',
    sum: String.raw`\frac{26\cdot 1}{101}`,
    result: 26 / 101,
  },
};

function boxF1(threshold: string, who: string, pairs: number): WorkedExample {
  return {
    set: 'boxes',
    steps: `${ious} With IoU ${threshold} or more ${who} ${pairs === 1 ? 'finds a box' : 'find a box each'}: g3 pays once. The fakes have 4 predicted and 4 annotated boxes.`,
    sum: String.raw`\frac{2\cdot ${pairs}}{4+4}`,
    result: (2 * pairs) / 8,
  };
}
