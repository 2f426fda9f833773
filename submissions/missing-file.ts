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
