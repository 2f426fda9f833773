import type { MetricKey } from '#submissions/scorecard.ts';
import { detection } from './metrics/detection.ts';
import { tags, text } from './metrics/explanations.ts';
import { grounding } from './metrics/grounding.ts';
import { joint } from './metrics/joint.ts';
import type { MetricNote } from './metrics/note.ts';

/** The note of each metric in the docs; a metric without a note is a type error. */
export const metricNotes: Record<MetricKey, MetricNote> = { ...joint, ...detection, ...grounding, ...tags, ...text };

/** The symbols of the formulas in TeX, with their meaning. */
export const notation: readonly { symbol: string; meaning: string }[] = [
  { symbol: String.raw`\mathcal F,\ \mathcal R`, meaning: 'the fake and the real images of the slice' },
  { symbol: String.raw`\mathcal L\subseteq\mathcal F`, meaning: 'the fakes with at least one annotated region' },
  { symbol: String.raw`y_i,\ \hat y_i`, meaning: 'true and predicted label of image i, 1 for fake' },
  { symbol: 's_i', meaning: 'predicted probability that image i is fake' },
  {
    symbol: 'P_i,\\ G_i',
    meaning: 'predicted boxes, clipped to the image, and annotated boxes; P is empty for a fake called real',
  },
  { symbol: String.raw`\mathrm{IoU}(p,g)`, meaning: 'intersection over union of two boxes; 0 when they only touch' },
  { symbol: String.raw`A(\cdot)`, meaning: 'exact area of a union of rectangles, without rasterising' },
  { symbol: String.raw`\pi`, meaning: 'a one-to-one assignment of predicted to annotated boxes; the best one counts' },
  { symbol: 'K_i^{t}', meaning: 'the largest number of one-to-one pairs with IoU of at least t' },
  { symbol: 'T_i,\\ U_i', meaning: 'predicted and true set of tags' },
  {
    symbol: String.raw`\hat w_i,\ w_i`,
    meaning: 'words of all predicted and of all annotated texts of image i, joined in reading order',
  },
  { symbol: 'TP,FP,TN,FN', meaning: 'counts of right and wrong labels, with fake as the positive class' },
];
