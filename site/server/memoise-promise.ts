/**
 * A function that calls `make` once and returns the same promise from then on. A rejection is not kept: the next call
 * makes a new one.
 * @example const services = memoisePromise(() => openServices(readEnv()));
 */
export function memoisePromise<T>(make: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | null = null;
  return () => {
    kept ??= make().catch((error: unknown) => {
      kept = null;
      throw error;
    });
    return kept;
  };
}
