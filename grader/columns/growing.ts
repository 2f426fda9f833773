type Numbers = Float64Array | Int32Array | Uint8Array;

/** A typed array that grows as values come. */
export interface Growing<T extends Numbers> {
  /** may be longer than `length` */
  values: T;
  length: number;
}

export function reserve<T extends Numbers>(column: Growing<T>, more: number): void {
  const { values, length } = column;
  if (length + more <= values.length) return;
  const larger = new (values.constructor as new (n: number) => T)(
    Math.max(length + more, Math.ceil(values.length * 1.6)),
  );
  larger.set(values.subarray(0, length) as never);
  column.values = larger;
}

/** The values without what was kept in reserve. */
export function trimmed<T extends Numbers>({ values, length }: Growing<T>): T {
  return values.subarray(0, length) as T;
}
