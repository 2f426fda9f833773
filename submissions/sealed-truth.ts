/**
 * The name under which the truth folder keeps sealed answers: their SHA-256.
 *
 * @example
 * sealedTruthName('ab12') // → 'ab12.truth.jsonl'
 */
export function sealedTruthName(truthSha256: string): string {
  return `${truthSha256}.truth.jsonl`;
}
