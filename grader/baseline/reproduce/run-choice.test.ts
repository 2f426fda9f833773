import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { promptNames } from '#grader/baseline/run/prompt.ts';
import { miniSettings } from './mini-model.ts';
import { chooseSettings } from './run-choice.ts';

const good = { ...miniSettings, split: 'dev' };

it('takes the mini model’s settings and any that a model can answer, without the blanks around a name', () => {
  expect(chooseSettings(good)).toEqual({ settings: good });
  expect(chooseSettings({ ...good, model: ' big ', here: true })).toEqual({ settings: { ...good, model: 'big' } });
  expect(chooseSettings({ ...good, minPixels: 784, maxPixels: 784 })).toHaveProperty('settings');
});

it.each([
  ['split', 'nope', 'Choose test or dev.'],
  ['prompt', 'nope', 'There is no such prompt: choose fakexplainer.v1 or mini.v1.'],
  ['prompt', '../mini.v1', 'There is no such prompt'],
  ['model', '', 'Give the name'],
  ['model', '  ', 'Give the name'],
  ['method', 'a\u0000b', 'visible characters'],
  ['method', 'x'.repeat(121), 'at most 120'],
  ['method', 'Mine\u200b', 'visible characters'],
  ['minPixels', 783, 'At least 784'],
  ['maxPixels', 5, 'At least 784'],
  ['maxPixels', 3135, 'At least as many as the least pixels.'],
  ['maxTokens', 0, 'At least 1'],
  ['maxTokens', 127_990, 'do not fit into 128000 tokens'],
  ['seed', -1, 'At least 0'],
  ['seed', Number.NaN, 'Give a whole number.'],
  ['concurrency', 1.5, 'Give a whole number.'],
])('refuses %s %j and says what to give', (name, value, what) => {
  expect(chooseSettings({ ...good, [name]: value })).toEqual({ problems: { [name]: expect.stringContaining(what) } });
});

it('names every setting that is wrong, once', () => {
  expect(chooseSettings({})).toEqual({
    problems: Object.fromEntries(Object.keys(good).map((name) => [name, expect.any(String)])),
  });
});

it('knows every prompt in the folder', async () => {
  const files = await readdir(new URL('../run/prompts/', import.meta.url));
  expect(files.filter((file) => file.endsWith('.json')).sort()).toEqual(promptNames.map((name) => `${name}.json`));
});
