import type { metrics } from '#submissions/scorecard.ts';

type Listed = (typeof metrics)[number];

/** What the docs add to the metric table. */
export interface MetricNote {
  /** TeX, with the symbols of `notation` */
  formula: string;
  /** when there is nothing to measure and the value is null */
  emptyWhen: string;
  /** the cheapest way to push the number without a better detector */
  trick: string;
  /** why that does not pay */
  answer: string;
  /** who else measures this, with the year, so that it can be looked up */
  usedBy: string;
}

/** One note for every metric of a group: a missing one is a type error. */
export type GroupNotes<Group extends Listed['group']> = Record<Extract<Listed, { group: Group }>['key'], MetricNote>;

/** When the metrics over annotated fakes are null. */
export const noAnnotatedFake = 'The slice has no fake image with an annotated region.';
export const noFake = 'The slice has no fake image.';
