import { unionAreas, unionIou } from '#grader/metrics/rectangles.ts';
import type { Truth, TruthRegion } from '#submissions/format.ts';

/** The paper's bar for an annotator against the reference annotation. */
export const agreementRule = { iou: 0.2, labelAccuracy: 1 / 3 } as const;

export interface Agreement {
  /** images that both files have; those that only one has */
  shared: number;
  onlyFirst: number;
  onlySecond: number;
  /** shared images with the same verdict */
  sameVerdict: number;
  /** shared images that both call fake and of which one at least has a region; all below is over them */
  explained: number;
  /** means over those; null when there are none */
  iou: number | null;
  labelAccuracy: number | null;
  /** how many of them pass by themselves */
  passing: number;
  /** both means reach the bar; null when there is nothing to compare */
  passes: boolean | null;
  /** those that do not pass by themselves */
  failing: { imageId: string; iou: number; labelAccuracy: number }[];
}

/**
 * Agreement of two annotations of the same images by the paper's rule: IoU ≥ 0.20 and label accuracy ≥ 1/3. The paper
 * does not define either; here IoU is that of the unions of boxes, label accuracy the shared tags over all
 * tags that either has (no tags on both sides: 1).
 */
export function compareAnnotations(first: readonly Truth[], second: readonly Truth[]): Agreement {
  const others = new Map(second.map((truth) => [truth.image_id, truth]));
  const pairs = first.flatMap((truth) => {
    const other = others.get(truth.image_id);
    return other ? [[truth, other] as const] : [];
  });
  const measured = pairs.flatMap(([a, b]) => {
    if (a.label === 'real' || b.label === 'real' || a.regions.length + b.regions.length === 0) return [];
    return [{ imageId: a.image_id, iou: regionIou(a.regions, b.regions), labelAccuracy: tagAgreement(a.tags, b.tags) }];
  });
  const iou = mean(measured.map((each) => each.iou));
  const labelAccuracy = mean(measured.map((each) => each.labelAccuracy));
  const failing = measured.filter((each) => !passes(each.iou, each.labelAccuracy));
  return {
    shared: pairs.length,
    onlyFirst: first.length - pairs.length,
    onlySecond: second.length - pairs.length,
    sameVerdict: pairs.filter(([a, b]) => a.label === b.label).length,
    explained: measured.length,
    iou,
    labelAccuracy,
    passing: measured.length - failing.length,
    passes: iou === null || labelAccuracy === null ? null : passes(iou, labelAccuracy),
    failing,
  };
}

function passes(iou: number, labelAccuracy: number): boolean {
  return iou >= agreementRule.iou && labelAccuracy >= agreementRule.labelAccuracy;
}

function regionIou(a: readonly TruthRegion[], b: readonly TruthRegion[]): number {
  const pack = (regions: readonly TruthRegion[]) => Float64Array.from(regions.flatMap((region) => region.box)); // [4 × regions]
  return unionIou(unionAreas(pack(a), a.length, pack(b), b.length));
}

function tagAgreement(a: readonly string[], b: readonly string[]): number {
  const all = new Set([...a, ...b]);
  return all.size === 0 ? 1 : a.filter((tag) => b.includes(tag)).length / all.size;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
