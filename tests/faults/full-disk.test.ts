import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readSubmission } from '#db/submissions.ts';
import { listWorkers } from '#db/workers.ts';
import { secretFolders } from '#grader/jobs/secret-folders.ts';
import { openWorld } from '../world/services.ts';
import { startWorker, submit } from './workers.ts';

const patience = { timeout: 40_000, interval: 100 };
const mount = (folder: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
const unmount = (folder: string) => spawnSync('umount', [folder]).status === 0;

const trial = await mkdtemp(path.join(tmpdir(), 'fx-mount-'));
const canMount = mount(trial) && unmount(trial);
await rm(trial, { recursive: true });
if (!canMount) console.log('SKIPPED: a full disk was NOT tried: this process may not mount a small file system.');

it.skipIf(!canMount)(
  'the disk beside the answers is full: nothing fails, and all is graded once there is room',
  async () => {
    await using world = await openWorld();
    const { measurementsDirectory: folder } = secretFolders(world.env);
    await mkdir(folder, { recursive: true });
    expect(mount(folder)).toBe(true);
    try {
      const { bavail, bsize } = await statfs(folder);
      await writeFile(path.join(folder, 'of-somebody-else'), new Uint8Array(bavail * bsize));
      const ids = [await submit(world), await submit(world), await submit(world)];
      await using _grader = startWorker(world.env);
      const { db, sql } = world.services;
      const rows = () => Promise.all(ids.map(async (id) => (await readSubmission(db, id))!.submission));
      await expect.poll(async () => (await listWorkers(db))[0]?.trouble ?? null, patience).toContain('ENOSPC');
      expect((await rows()).map(({ status, attempts }) => [status, attempts])).toEqual(ids.map(() => ['queued', 0]));
      await rm(path.join(folder, 'of-somebody-else'));
      await expect.poll(async () => (await listWorkers(db))[0]?.trouble ?? null, patience).toBeNull();
      await sql`UPDATE submissions SET next_try_at = now() WHERE status = 'queued'`;
      await expect
        .poll(async () => (await rows()).map(({ status }) => status), patience)
        .toEqual(ids.map(() => 'scored'));
      expect((await rows()).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
    } finally {
      unmount(folder);
    }
  },
);
