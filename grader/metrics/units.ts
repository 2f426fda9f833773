import { fractional, type ImageMeasurements, statisticCount, type TruthColumns } from './columns.ts';
import { emptyRow, openRowReader } from './rows.ts';

/** Above so many images whole buckets are drawn in place of images. */
const mostSingleImages = 100_000;
const bucketCount = 4096;

/** Whole numbers up to this are exact. */
const exactBits = 53;
/** Columns are summed so many at a time. */
const columnStep = 4;

/** What is drawn: the images of each stratum, or above {@link mostSingleImages} hash buckets of them. */
export interface UnitPlan<Stratum = PlannedStratum> {
  strata: readonly Stratum[];
  /** units of all strata: the length of one resample's counts */
  total: number;
  /** images stand for themselves: unit k of a stratum is its k-th member */
  single: boolean;
}

export interface PlannedStratum {
  /** how many are drawn from, and how many are drawn */
  units: number;
  /** where its counts begin among those of all strata */
  start: number;
}

/** The units of a submission with its statistics. */
export type ResamplingUnits = UnitPlan<StratumUnits>;

export interface StratumUnits extends PlannedStratum {
  /** [width × units] column by column, `width` a multiple of four */
  columns: Float64Array;
  width: number;
  /** statistics that have a column to themselves, and which */
  whole: { statistics: Uint8Array; columns: Uint8Array };
  /**
   * Statistics that are whole numbers share columns: as digits of one number, each so wide that no resample's sum can
   * overflow it. Their sum is exact, and the digits come apart again.
   */
  digits: { statistics: Uint8Array; columns: Uint8Array; places: Float64Array; sizes: Float64Array };
}

/**
 * The units of a truth. Buckets are shared out to the strata by their size, at least 16 each.
 *
 * @example
 * const truth = { n: 3, members: [Int32Array.of(0, 2), Int32Array.of(1)] };
 * planUnits(truth) // → { strata: [{ units: 2, start: 0 }, { units: 1, start: 2 }], total: 3, single: true }
 */
export function planUnits(truth: Pick<TruthColumns, 'n' | 'members'>): UnitPlan {
  const single = truth.n <= mostSingleImages;
  let total = 0;
  const strata = truth.members.map(({ length }) => {
    const units = single ? length : Math.max(16, Math.round((bucketCount * length) / truth.n));
    const start = total;
    total += units;
    return { units, start };
  });
  return { strata, total, single };
}

/**
 * Fills the units with a submission's statistics; images go to buckets by the hash of their ids.
 * @throws where a statistic of so many images could not be summed exactly (above 2⁵³)
 *
 * @example
 * const truth = packTruth([{ image_id: 'a', label: 'real', source: 'coco', width: 4, height: 2 }]);
 * const units = resamplingUnits(truth, measurePredictions(truth, [{ image_id: 'a', label: 'real' }]));
 * [units.total, units.single, units.strata[0].width] // → [1, true, 4]
 */
export function resamplingUnits(truth: TruthColumns, measurements: ImageMeasurements): ResamplingUnits {
  const plan = planUnits(truth);
  const readRow = openRowReader(truth, measurements);
  const row = emptyRow();
  const strata = plan.strata.map(({ units, start }, stratum): StratumUnits => {
    const members = truth.members[stratum]!;
    const sums = new Float64Array(units * statisticCount); // [units × statistics]
    for (let k = 0; k < members.length; k++) {
      const image = members[k]!;
      readRow(row, image);
      const at = (plan.single ? k : truth.idHash[image]! % units) * statisticCount;
      for (let c = 0; c < statisticCount; c++) sums[at + c]! += row[c]!;
    }
    return { units, start, ...packColumns(sums, units) };
  });
  return { ...plan, strata };
}

/** Rows of sums to columns; statistics that are zero everywhere get none. */
function packColumns(sums: Float64Array, units: number): Omit<StratumUnits, 'units' | 'start'> {
  const largest = new Float64Array(statisticCount);
  for (let at = 0; at < sums.length; at += statisticCount) {
    for (let c = 0; c < statisticCount; c++) largest[c] = Math.max(largest[c]!, sums[at + c]!);
  }
  const used = Object.keys([...largest])
    .map(Number)
    .filter((c) => largest[c]! > 0);
  const wholes = used.filter((c) => fractional.has(c));
  const shared = shareColumns(
    used.filter((c) => !fractional.has(c)).map((c) => ({ c, bits: bitsFor(largest[c]! * units) })),
  );
  const count = wholes.length + shared.columns;
  const width = Math.ceil(count / columnStep) * columnStep;
  const columns = new Float64Array(units * width);
  for (const [column, c] of wholes.entries()) {
    for (let unit = 0; unit < units; unit++) columns[column * units + unit] = sums[unit * statisticCount + c]!;
  }
  for (const { c, column, shift } of shared.digits) {
    const place = 2 ** shift;
    const from = (wholes.length + column) * units;
    for (let unit = 0; unit < units; unit++) columns[from + unit]! += sums[unit * statisticCount + c]! * place;
  }
  return {
    columns,
    width,
    whole: { statistics: Uint8Array.from(wholes), columns: Uint8Array.from(wholes.keys()) },
    digits: {
      statistics: Uint8Array.from(shared.digits, ({ c }) => c),
      columns: Uint8Array.from(shared.digits, ({ column }) => wholes.length + column),
      places: Float64Array.from(shared.digits, ({ shift }) => 2 ** -shift),
      sizes: Float64Array.from(shared.digits, ({ bits }) => 2 ** bits),
    },
  };
}

/** How many binary digits hold every whole number up to `value`. */
function bitsFor(value: number): number {
  let bits = 1;
  while (2 ** bits <= value) bits++;
  return bits;
}

/** First fit: each statistic goes to the first column that has room for its bits. */
function shareColumns(wanted: readonly { c: number; bits: number }[]) {
  const filled: number[] = [];
  const digits = wanted.map(({ c, bits }) => {
    if (bits > exactBits) throw new Error('A statistic of this many images cannot be summed exactly.');
    let column = filled.findIndex((taken) => taken + bits <= exactBits);
    if (column < 0) column = filled.push(0) - 1;
    const shift = filled[column]!;
    filled[column] = shift + bits;
    return { c, bits, column, shift };
  });
  return { digits, columns: filled.length };
}

/**
 * The sums of the statistics out of those of the columns, `sums[at…at+width)`, into `into: [statistics]`; those without a
 * column are left as they are, zero.
 *
 * @example
 * const truth = packTruth([{ image_id: 'a', label: 'real', source: 'coco', width: 4, height: 2 }]);
 * const [stratum] = resamplingUnits(truth, measurePredictions(truth, [{ image_id: 'a', label: 'real' }])).strata;
 * const row = emptyRow();
 * readSums(stratum, stratum.columns, 0, row);
 * [row[statistic.images], row[statistic.correct]] // → [1, 1]
 */
export function readSums(stratum: StratumUnits, sums: Float64Array, at: number, into: Float64Array): void {
  const { whole, digits } = stratum;
  for (let k = 0; k < whole.statistics.length; k++) into[whole.statistics[k]!] = sums[at + whole.columns[k]!]!;
  for (let k = 0; k < digits.statistics.length; k++) {
    const size = digits.sizes[k]!;
    const shifted = Math.floor(sums[at + digits.columns[k]!]! * digits.places[k]!);
    into[digits.statistics[k]!] = shifted - Math.floor(shifted / size) * size;
  }
}
