export interface RankSum {
  /** chance that a fake's value is above a real one's, ties half; 0.5 when the two do not differ */
  auroc: number;
  /** how many standard errors that is away from 0.5 (Wilcoxon–Mann–Whitney, normal approximation with ties) */
  z: number;
}

/** Whether a value goes with the label; both lists `[images]`. Null unless both labels occur and two values differ. */
export function rankSum(values: readonly number[], isFake: readonly boolean[]): RankSum | null {
  const n = values.length;
  const fakes = isFake.filter(Boolean).length;
  const reals = n - fakes;
  if (fakes === 0 || reals === 0) return null;
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  let [ranksOfFakes, ties] = [0, 0];
  for (let from = 0; from < n; ) {
    let to = from;
    while (to < n && values[order[to]!] === values[order[from]!]) to++;
    const rank = (from + to + 1) / 2;
    for (let k = from; k < to; k++) if (isFake[order[k]!]) ranksOfFakes += rank;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  const variance = ((fakes * reals) / 12) * (n + 1 - ties / (n * (n - 1)));
  if (variance <= 0) return null;
  const u = ranksOfFakes - (fakes * (fakes + 1)) / 2;
  return { auroc: u / (fakes * reals), z: (u - (fakes * reals) / 2) / Math.sqrt(variance) };
}
