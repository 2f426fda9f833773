import path from 'node:path';

/** Where the truth folder has the answers with this hash. */
export function sealedTruthFile(truthDir: string, truthSha256: string): string {
  return path.join(truthDir, `${truthSha256}.truth.jsonl`);
}
