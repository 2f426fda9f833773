import { createReadStream } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { storedRunFolder } from '#grader/baseline/reproduce/mini-model.ts';
import { readManifest } from '#submissions/dataset-files.ts';
import { readAnswers } from './answer-file.ts';
import { watchSizes } from './image-size-check.ts';

it('tells from the stored run’s prompt lengths whether its bounds are those of the server', async () => {
  const folder = storedRunFolder('dev');
  const manifest = await readManifest(createReadStream(path.join(folder, 'manifest.jsonl')));
  const answers = await readAnswers(path.join(folder, 'responses.jsonl'));
  const watch = (max: number, change = {}) => {
    const look = watchSizes(manifest, { min: 3136, max });
    return () => answers.forEach((record) => void look({ ...record, ...change }));
  };
  expect(watch(50_176)).not.toThrow();
  expect(watch(25_088)).toThrow(/sees image \S+ at another size than \d+x\d+, which 3136 to 25088 pixels give/);
  expect(watch(25_088, { prompt_tokens: 0 }), 'not counted').not.toThrow();
  expect(watch(25_088, { answer: '<think></think><verdict>real</verdict>' }), 'no boxes').not.toThrow();
});
