import { type GroupNotes, type MetricNote, noAnnotatedFake } from './note.ts';

export const grounding: GroupNotes<'grounding'> = {
  iou: {
    formula: String.raw`\frac{1}{|\mathcal L|}\sum_{i\in\mathcal L}\frac{A\bigl(\bigcup P_i\,\cap\,\bigcup G_i\bigr)}{A\bigl(\bigcup P_i\,\cup\,\bigcup G_i\bigr)}`,
    emptyWhen: noAnnotatedFake,
    trick: 'Put one well-chosen box in the same place of every image, or repeat a good box many times.',
    answer:
      'Both work: unions cannot see a repeated box, and people annotate near the middle. The measure is here because papers report it; grounding F1 ranks in its place, and the best constant box stands on the boards as a trivial entry.',
    usedBy:
      'The tables of the FakeXplain paper, most likely in this form (it does not say). Work that answers with masks uses it pixel by pixel.',
  },
  groundingF1: {
    formula: String.raw`\mathrm{F}_1^{\text{box}}=\frac{2\sum_{i\in\mathcal L}M_i}{\sum_{i\in\mathcal L}\bigl(|P_i|+|G_i|\bigr)},\qquad M_i=\max_{\pi}\sum_{(p,g)\in\pi}\mathrm{IoU}(p,g)`,
    emptyWhen: noAnnotatedFake,
    trick: 'Spray boxes, up to the cap of 100 an image, so that each annotated one is hit by something.',
    answer:
      'Every box may be matched once and every surplus box stands in the denominator: the more are sprayed, the nearer the value comes to 0. A repeated box is surplus too: each annotated box said ten times has IoU 1 and a grounding F1 of 2/11.',
    usedBy:
      'Nobody by this name. Panoptic quality (Kirillov et al., 2019; COCO and Cityscapes) is the same fraction with only the pairs above IoU 0.5, and CEAF (Luo, 2005) aligns chains of names in the same way.',
  },
  hallucinationRate: {
    formula: String.raw`\frac{\sum_i|P_i|-\sum_i K_i^{0.3}}{\sum_i|P_i|}\qquad\text{over all images, real ones included}`,
    emptyWhen: 'The file has no box in the slice.',
    trick: 'Draw hardly any box.',
    answer: 'One sure box gives a rate near 0 and a grounding F1 near 0 as well. The rate does not rank.',
    usedBy: 'CHAIR (Rohrbach et al., 2018) is the same share for the objects that a caption names.',
  },
  pixelPrecision: {
    formula: String.raw`\frac{\sum_{i\in\mathcal L} A\bigl(\bigcup P_i\cap\bigcup G_i\bigr)}{\sum_{i\in\mathcal L} A\bigl(\bigcup P_i\bigr)}`,
    emptyWhen: 'No box was predicted on an annotated fake.',
    trick: 'Draw tiny boxes where the model is surest.',
    answer: 'Pixel recall, its other half, collapses. Neither ranks.',
    usedBy: 'Work on where an image was manipulated, which mostly prints the F1 of the two.',
  },
  pixelRecall: {
    formula: String.raw`\frac{\sum_{i\in\mathcal L} A\bigl(\bigcup P_i\cap\bigcup G_i\bigr)}{\sum_{i\in\mathcal L} A\bigl(\bigcup G_i\bigr)}`,
    emptyWhen: noAnnotatedFake,
    trick: 'Make the whole image one box.',
    answer: 'Recall is 1, and pixel precision falls to the share of the image that is annotated.',
    usedBy: 'Work on where an image was manipulated, which mostly prints the F1 of the two.',
  },
  f1At30: boxF1(
    '0.3',
    'SpaceNet 7 (2020) counts buildings in this way from IoU 0.25, because they are small.',
    'A box that is only roughly right counts in full, which is why stricter thresholds stand next to it.',
  ),
  f1At50: boxF1(
    '0.5',
    'The SpaceNet building challenges of 2016 to 2018 rank by it; 0.5 is the threshold of PASCAL VOC.',
    'Surplus boxes stand in the denominator, and one annotated box pays for one predicted box only.',
  ),
  f1At75: boxF1(
    '0.75',
    'No board that we know. 0.75 is the strict threshold of COCO (AP75).',
    'Aiming below the threshold earns nothing here; grounding F1, which ranks, has no threshold to aim at.',
  ),
  ap: cocoAp(
    'The COCO detection challenge ranks by it, over 80 classes.',
    String.raw`\frac{1}{10}\sum_{t\in\{0.50,\,0.55,\,\dots,\,0.95\}}\mathrm{AP}_t`,
  ),
  ap50: cocoAp(
    'COCO reports it; the PASCAL VOC challenge ranked by a close relative at the same threshold.',
    String.raw`\mathrm{AP}_{0.50}=\frac{1}{101}\sum_{r\in\{0,\,0.01,\,\dots,\,1\}}\ \max_{\tilde r\ge r}P_{0.50}(\tilde r)`,
  ),
  ap75: cocoAp(
    'COCO reports it.',
    String.raw`\mathrm{AP}_{0.75}=\frac{1}{101}\sum_{r\in\{0,\,0.01,\,\dots,\,1\}}\ \max_{\tilde r\ge r}P_{0.75}(\tilde r)`,
  ),
};

function boxF1(threshold: string, usedBy: string, answer: string): MetricNote {
  return {
    formula: String.raw`\frac{2\sum_{i\in\mathcal L}K_i^{${threshold}}}{\sum_{i\in\mathcal L}\bigl(|P_i|+|G_i|\bigr)}`,
    emptyWhen: noAnnotatedFake,
    trick: `Stretch every box until it just passes IoU ${threshold}, or add more boxes.`,
    answer,
    usedBy,
  };
}

function cocoAp(usedBy: string, formula: string): MetricNote {
  return {
    formula,
    emptyWhen: 'The regions carry no score, or the slice has no annotated or no predicted region.',
    trick: 'Append boxes with very low scores, up to the cap of 100 an image.',
    answer:
      'It works: precision is read before the low scores come. So average precision never ranks, has no interval, and grounding F1 counts every box that was submitted.',
    usedBy,
  };
}
