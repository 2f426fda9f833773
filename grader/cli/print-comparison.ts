import { adjustByHolm, significance } from '#grader/ranking/holm.ts';
import type { Comparison } from '#submissions/comparison.ts';
import { familySlice, metrics } from '#submissions/scorecard.ts';
import { families, familyTitles } from '#submissions/terms.ts';

/** Prints a comparison: every metric overall, then FX score by family, its p-values corrected by Holm. */
export function printComparison(slices: Comparison): void {
  console.log(
    `${'overall'.padEnd(22)} ${'a'.padStart(8)} ${'b'.padStart(8)} ${'a − b'.padStart(8)}  95% interval          p`,
  );
  for (const { key, title } of metrics) {
    const { a, b, difference, interval, p } = slices['overall']![key];
    const range = interval ? `[${show(interval[0])}, ${show(interval[1])}]` : ''.padEnd(20);
    console.log(`${title.padEnd(22)} ${show(a)} ${show(b)} ${show(difference)}  ${range}  ${showP(p)}`);
  }
  const found = families.flatMap((family) => {
    const slice = slices[familySlice(family)];
    return slice ? [{ title: familyTitles[family], ...slice.fxScore }] : [];
  });
  const adjusted = adjustByHolm(found.map(({ p }) => p));
  console.log('\nFX score by family, p-values corrected by Holm over the families');
  for (const [index, { title, a, b, difference }] of found.entries()) {
    const p = adjusted[index] ?? null;
    const verdict = p === null ? '' : `p ${showP(p)}${p <= significance ? '  differs' : ''}`;
    console.log(`  ${title.padEnd(20)} ${show(a)} ${show(b)} ${show(difference)}  ${verdict}`);
  }
}

function show(value: number | null): string {
  return (value === null ? '–' : value.toFixed(4)).padStart(8);
}

function showP(p: number | null): string {
  if (p === null) return '';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
