import canonicalize from 'canonicalize';
import { sha256Of } from '#submissions/sha256.ts';

/** A value as canonical JSON (RFC 8785): the same text for the same value, also after it was stored in the database. */
export function canonicalJson(value: unknown): string {
  return canonicalize(value) ?? 'null';
}

/** The SHA-256 of a value's canonical JSON: the same whatever the order of its keys. */
export function canonicalSha256(value: unknown): string {
  return sha256Of(canonicalJson(value));
}
