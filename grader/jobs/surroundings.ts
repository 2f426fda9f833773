import { failureText } from '#grader/services/error-message.ts';

/** Whether what a worker needs of ours is in order, and what it says of itself in health. */
export interface Surroundings {
  /** false while something is broken: nothing is claimed then */
  areSound(): boolean;
  /** what is broken; null when nothing is */
  trouble(): string | null;
  /** Stops claiming until a check succeeds. */
  reportTrouble(error: unknown): void;
  /** Looks again at what was broken; without trouble it does nothing. */
  recheck(): Promise<void>;
  countRefusedWrite(): void;
  /** how many writes were refused since this was last asked */
  takeRefusedWrites(): number;
}

/** @param check tries what a job needs, and throws with what is broken */
export function watchSurroundings(check: () => Promise<void> = async () => {}): Surroundings {
  let trouble: string | null = null;
  let refused = 0;
  let checking: Promise<void> | null = null;
  return {
    areSound: () => trouble === null,
    trouble: () => trouble,
    reportTrouble(error) {
      trouble = failureText(error);
    },
    async recheck() {
      if (trouble === null) return;
      checking ??= check()
        .then(
          () => {
            trouble = null;
          },
          (error: unknown) => {
            trouble = failureText(error);
          },
        )
        .finally(() => {
          checking = null;
        });
      await checking;
    },
    countRefusedWrite() {
      refused++;
    },
    takeRefusedWrites() {
      const count = refused;
      refused = 0;
      return count;
    },
  };
}
