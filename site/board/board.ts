import type { LeaderboardRow } from '#db/leaderboard.ts';
import type { Dataset } from '#db/schema.ts';

export interface Board {
  dataset: Dataset;
  slice: string;
  /** in ranked order; unranked and trivial entries at the end */
  rows: LeaderboardRow[];
}
