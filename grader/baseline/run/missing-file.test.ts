import { readFile, stat } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ifThere } from './missing-file.ts';

it('is null for a file that is not there, and throws whatever else keeps it from being read', async () => {
  expect(await ifThere(stat('/nowhere/at/all'))).toBeNull();
  expect(await ifThere(Promise.resolve(1))).toBe(1);
  await expect(ifThere(readFile('/')), 'a folder').rejects.toThrow('EISDIR');
  await expect(ifThere(stat('package.json/inside')), 'under a file').rejects.toThrow('ENOTDIR');
});
