import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataPaths } from '#db/env.ts';
import { truthFile } from '#grader/truth/file.ts';
import { openSite, type SiteWorld } from '../world/site.ts';

let site: SiteWorld;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.[Symbol.asyncDispose]());

const get = (address: string) => fetch(site.address + address);

it('a symbolic link in the public folder does not give out the sealed answers', async () => {
  const { dataset } = dataPaths(site.env.dataDir);
  const sealed = truthFile(site.env.dataDir, site.env.truthDir, site.test);
  await symlink(sealed, path.join(dataset, 'images', 'leak.webp'));
  await symlink(sealed, path.join(dataset, 'train.truth.jsonl'));
  await symlink(path.dirname(sealed), path.join(dataset, 'images', 'folder.webp'));
  for (const name of ['images/leak.webp', 'train.truth.jsonl', 'images/folder.webp']) {
    const answer = await get(`/data/${name}`);
    expect([name, answer.status]).toEqual([name, 404]);
    expect(await answer.text()).not.toContain('mirror not connected');
  }
  const archive = await (await get('/data/images.tar')).text();
  expect(archive).toContain('images/a.webp');
  expect(archive).not.toContain('leak.webp');
  expect(archive).not.toContain('mirror not connected');
  expect((await get('/data')).status).toBe(200);
});

it('what is public is served as before', async () => {
  const image = await get('/data/images/a.webp');
  expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/webp']);
  expect(await (await get('/data/dev.truth.jsonl')).text()).toContain('mirror not connected');
});
