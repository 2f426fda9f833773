/** A SHA-256 as files and database name it: lower-case hexadecimal. */
export const sha256Pattern = /^[0-9a-f]{64}$/;
