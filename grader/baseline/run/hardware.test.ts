import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readHardware } from './hardware.ts';

let bin: string;
beforeEach(async () => {
  bin = await mkdtemp(path.join(tmpdir(), 'fx-hardware-'));
  vi.stubEnv('PATH', bin);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(bin, { recursive: true });
});

it('lists the GPUs of nvidia-smi; none without it or without a driver; any other failure is thrown', async () => {
  const program = path.join(bin, 'nvidia-smi');
  const place = async (script: string, mode: number) => {
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, mode);
  };
  expect(await readHardware()).toMatchObject({ gpus: [], cores: expect.any(Number), memoryGiB: expect.any(Number) });
  await place('printf "GPU A, 81559 MiB, 550.1\\nGPU B, 81559 MiB, 550.1\\n"', 0o755);
  expect((await readHardware()).gpus).toEqual(['GPU A, 81559 MiB, 550.1', 'GPU B, 81559 MiB, 550.1']);
  await place('echo "NVIDIA-SMI has failed because it could not communicate with the driver."; exit 9', 0o755);
  expect((await readHardware()).gpus).toEqual([]);
  await place('exit 0', 0o644);
  await expect(readHardware()).rejects.toThrow('EACCES');
});
