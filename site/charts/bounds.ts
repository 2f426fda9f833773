/** A 95% interval, [low, high]; null where none is defined. */
export type Bounds = readonly [low: number, high: number] | null;

/** The lowest and the highest of some bounds as the suggested ends of an axis; empty where there are none. */
export function axisEnds(all: readonly Bounds[]): { suggestedMin?: number; suggestedMax?: number } {
  const ends = all.flatMap((each) => each ?? []);
  return ends.length > 0 ? { suggestedMin: Math.min(...ends), suggestedMax: Math.max(...ends) } : {};
}
