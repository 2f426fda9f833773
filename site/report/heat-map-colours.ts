import type { Metric } from '#submissions/scorecard.ts';

/** Columns whose values spread less than this are coloured as if they spread this much: small differences stay pale. */
const smallestSpread = 0.15;

/**
 * The colour scale of a column of the heat map: maps its values to 0 (worst) … 1 (best), linear between them; null to
 * null.
 * @example warmthScale([0.2, null, 0.6], 'higher')(0.4) // 0.5
 */
export function warmthScale(
  values: readonly (number | null)[],
  better: Metric['better'],
): (value: number | null) => number | null {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const spread = Math.max(high - low, smallestSpread);
  const from = (low + high - spread) / 2;
  return (value) => {
    if (value === null) return null;
    const share = Math.min(1, Math.max(0, (value - from) / spread));
    return better === 'higher' ? share : 1 - share;
  };
}

/**
 * The style of a cell: `--warmth` as a percentage, which the style sheet of HeatMap.astro mixes from `--paper` (0%) and
 * `--heat`; undefined for a cell without a value.
 */
export function warmthStyle(warmth: number | null): string | undefined {
  return warmth === null ? undefined : `--warmth: ${Math.round(warmth * 100)}%`;
}
