import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ManifestLine, manifestLine, type Truth, truth } from '#submissions/format.ts';
import type { Split } from '#submissions/terms.ts';
import type { Card } from './card.ts';

export interface SplitFiles {
  split: Split;
  manifest: readonly ManifestLine[];
  truths: readonly Truth[];
}

/** Where a sealed truth file lies: named by its own hash and by nothing else. */
export function sealedName(sha256: string): string {
  return `${sha256}.truth.jsonl`;
}

/**
 * Writes manifest and truth of a split, each line checked against the format. The answers of the test split go to
 * `truthDir` under their hash; all others lie beside the manifest. Returns the split's part of the card.
 */
export async function writeSplit(out: string, truthDir: string, files: SplitFiles): Promise<Card['splits'][number]> {
  const { split, truths } = files;
  const manifest = toLines(files.manifest.map((line) => manifestLine.parse(line)));
  const answers = toLines(truths.map((line) => truth.parse(line)));
  const truthSha256 = hash(answers);
  const sealed = split === 'test';
  const truthFile = sealed ? path.join(truthDir, sealedName(truthSha256)) : path.join(out, `${split}.truth.jsonl`);
  await mkdir(path.dirname(truthFile), { recursive: true, mode: sealed ? 0o700 : 0o755 });
  await writeFile(truthFile, answers, { mode: sealed ? 0o600 : 0o644 });
  await writeFile(path.join(out, `${split}.manifest.jsonl`), manifest);
  return {
    split,
    images: truths.length,
    reals: truths.filter((line) => line.label === 'real').length,
    manifestSha256: hash(manifest),
    truthSha256,
    generators: countGenerators(truths),
  };
}

function toLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

function hash(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

function countGenerators(truths: readonly Truth[]): Card['splits'][number]['generators'] {
  const counts = new Map<string, Card['splits'][number]['generators'][number]>();
  for (const line of truths) {
    if (line.label === 'real') continue;
    const known = counts.get(line.generator);
    counts.set(line.generator, { generator: line.generator, family: line.family, fakes: (known?.fakes ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => (a.generator < b.generator ? -1 : 1));
}
