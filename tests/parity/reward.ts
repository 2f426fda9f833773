import { type IouRule, iouRules } from '#grader/baseline/reproduce/iou-rules.ts';
import { clip, type Size, type WholeBox } from '#grader/baseline/run/geometry.ts';
import { labelOfVerdict, type Response } from '#grader/baseline/run/response.ts';
import type { Label } from '#submissions/terms.ts';

/**
 * The three rewards of progressive GRPO: R = ω_G(t)·R_G + R_C + R_F with R_G = min(1, 1.1·IoU). Source: the
 * FakeXplained paper as far as public; what the project decided is named `fx-reward/1` (docs/baseline.md). The same
 * arithmetic as train/fakexplainer/rewards.py, to the bit.
 */
export const rewardSpec = 'fx-reward/1';
const relaxation = 1.1;

/** The annotation of one image, in the model's coordinates. */
export interface Reference {
  label: Label;
  size: Size;
  boxes: readonly WholeBox[];
}

/** R_C: 1 if the verdict is right; 0 if it is wrong or missing. */
export function verdictReward({ verdict }: Response, { label }: Reference): number {
  return verdict !== null && labelOfVerdict[verdict] === label ? 1 : 0;
}

/** R_G; null on a real image, 0 where a fake has the verdict real or none. */
export function groundingReward(response: Response, reference: Reference, rule: IouRule = 'union'): number | null {
  if (reference.label === 'real') return null;
  if (response.verdict !== 'generated') return 0;
  return Math.min(1, relaxation * iouRules[rule](predictedBoxes(response, reference.size), reference.boxes));
}

/** R_F: 1 if the answer departs from the grammar in nothing. */
export function formatReward({ failures }: Response): number {
  return failures.length === 0 ? 1 : 0;
}

/** The answer's boxes as written, clipped to the image; those outside of it are dropped. */
function predictedBoxes(response: Response, size: Size): WholeBox[] {
  return response.regions.map(({ box }) => clip(box, size)).filter((box) => box !== null);
}

/** ω_G at optimiser step 0 … steps−1: linear, exactly `start` at the first and `end` at the last. */
export function groundingWeight(step: number, steps: number, start = 0.5, end = 1): number {
  if (steps < 2) return end;
  return start + (end - start) * (Math.min(step, steps - 1) / (steps - 1));
}
