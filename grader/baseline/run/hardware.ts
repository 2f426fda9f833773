import { execFile } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { RunManifest } from './run-manifest.ts';

/** This machine, for the manifest of a run whose model server it started. */
export async function readHardware(): Promise<NonNullable<RunManifest['hardware']>> {
  const asking = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'];
  const { stdout } = await promisify(execFile)('nvidia-smi', asking).catch(() => ({ stdout: '' }));
  return {
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    gpus: stdout.split('\n').filter(Boolean),
  };
}
