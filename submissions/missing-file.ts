/**
 * Whether an error of the file system says that nothing is there. Every other error (no rights, a broken disk, a file in
 * place of a folder) is no absence and must be passed on.
 *
 * @example
 * isMissing(Object.assign(new Error('no such file'), { code: 'ENOENT' })) // → true
 * isMissing(Object.assign(new Error('permission denied'), { code: 'EACCES' })) // → false
 */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/**
 * What an operation on a file gives, or null where the file is not there.
 * @throws what it throws for any other reason
 *
 * @example
 * const gone = Object.assign(new Error('no such file'), { code: 'ENOENT' });
 * await nullIfMissing(Promise.reject(gone)) // → null
 * await nullIfMissing(Promise.resolve(3)) // → 3
 */
export function nullIfMissing<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
}
