type Numbers = Float64Array | Int32Array | Uint16Array | Uint8Array;
type Constructor<T extends Numbers> = new (memory: SharedArrayBuffer) => T;

/** A typed array that grows as values come, in memory that threads can share. */
export interface Growing<T extends Numbers> {
  /** may be longer than `length` */
  values: T;
  length: number;
}

/** Room for `length` zeros that threads can share. */
export function sharedColumn<T extends Numbers>(
  type: Constructor<T> & { readonly BYTES_PER_ELEMENT: number },
  length: number,
): T {
  return new type(new SharedArrayBuffer(type.BYTES_PER_ELEMENT * length));
}

/** Makes room for `more` values behind those there are, in new memory where the old is too small. */
export function reserve<T extends Numbers>(column: Growing<T>, more: number): void {
  const { values, length } = column;
  if (length + more <= values.length) return;
  const type = values.constructor as Constructor<T> & { readonly BYTES_PER_ELEMENT: number };
  const larger = sharedColumn(type, Math.max(length + more, Math.ceil(values.length * 1.6)));
  larger.set(values.subarray(0, length) as never);
  column.values = larger;
}

/** The values without what was kept in reserve. */
export function trimmed<T extends Numbers>({ values, length }: Growing<T>): T {
  return values.subarray(0, length) as T;
}

/** The same value with every typed array in it in memory that threads can share. */
export function shareArrays<T>(value: T): T {
  if (ArrayBuffer.isView(value)) {
    const numbers = value as unknown as Float64Array; // or of another kind: its own constructor makes the copy
    const type = numbers.constructor as Constructor<Float64Array>;
    const shared = new type(new SharedArrayBuffer(numbers.byteLength));
    shared.set(numbers);
    return shared as T;
  }
  if (Array.isArray(value)) return value.map(shareArrays) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shareArrays(each)])) as T;
}
