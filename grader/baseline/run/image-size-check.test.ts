import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readManifest } from '#submissions/dataset-files.ts';
import { readAnswers } from './answer-file.ts';
import { checkImageSizes } from './image-size-check.ts';

const stored = (name: string) => fileURLToPath(new URL(`../reproduce/runs/mini-dev/${name}`, import.meta.url));

it('finds from the stored run’s prompt lengths whether its bounds are those of the server', async () => {
  const manifest = await readManifest(createReadStream(stored('manifest.jsonl')));
  const answers = await readAnswers(stored('responses.jsonl'));
  const checking = (max: number, change = {}) => {
    const check = checkImageSizes(manifest, { min: 3136, max });
    return () => answers.forEach((record) => void check({ ...record, ...change }));
  };
  expect(checking(50_176)).not.toThrow();
  expect(checking(25_088)).toThrow(/sees image \S+ at another size than \d+x\d+, which 3136 to 25088 pixels give/);
  expect(checking(25_088, { prompt_tokens: 0 }), 'not counted').not.toThrow();
  expect(checking(25_088, { answer: '<think></think><verdict>real</verdict>' }), 'no boxes').not.toThrow();
});
