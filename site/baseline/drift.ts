import type { Run, SubmittedRun } from '#grader/baseline/reproduce/judged-runs.ts';
import { type Band, bandOf, type HeldFigure, isWithin } from '#grader/baseline/reproduce/reproduction.ts';

/** One run in a picture of a figure over time. Places are shares of the plot: x from the left, y from the top. */
interface DriftPoint {
  id: string;
  at: Date;
  value: number;
  x: number;
  y: number;
  isReference: boolean;
  /** null without a reference */
  isWithin: boolean | null;
}

export interface Drift {
  points: DriftPoint[];
  /** null without a reference */
  band: (Band & { top: number; bottom: number; middle: number }) | null;
  ticks: { value: number; y: number }[];
}

/** A figure of the graded runs, which are of one model and the same images and given the oldest first. */
export function driftOf(runs: readonly Run[], figure: HeldFigure): Drift {
  const graded = runs.flatMap((run) => (run.figures[figure] === null ? [] : [{ run, value: run.figures[figure] }]));
  const references = runs.filter((run): run is SubmittedRun => run.isReference && run.manifest !== null);
  const band = bandOf(figure, references);
  const ends = [...graded.map(({ value }) => value), ...(band ? [band.low, band.high] : [])];
  const { low, high, step } = scaleOf(ends);
  const place = (value: number) => (high - value) / (high - low);
  const count = Math.round((high - low) / step);
  return {
    points: graded.map(({ run, value }, index) => ({
      ...{ id: run.row.id, at: run.row.createdAt, value, isReference: run.isReference },
      ...{ x: (index + 0.5) / graded.length, y: place(value) },
      isWithin: band && isWithin(value, band),
    })),
    band: band && { ...band, top: place(band.high), bottom: place(band.low), middle: place(band.expected) },
    ticks: Array.from({ length: count + 1 }, (_, index) => low + index * step).map((value) => ({
      value,
      y: place(value),
    })),
  };
}

/** A scale of two to five round steps that holds all values and a little more. */
export function scaleOf(values: readonly number[]): { low: number; high: number; step: number } {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const span = Math.max(most - least, 0.002);
  const power = 10 ** Math.floor(Math.log10(span / 3));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((each) => span / each <= 3.5) ?? 10 * power;
  const low = Math.floor((least - span * 0.05) / step) * step;
  const high = Math.ceil((most + span * 0.05) / step) * step;
  return { low, high, step };
}
