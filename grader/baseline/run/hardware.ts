import { execFile } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { isMissing } from './missing-file.ts';
import type { RunManifest } from './run-manifest.ts';

/** This machine, for the manifest of a run whose model server it started. */
export async function readHardware(): Promise<NonNullable<RunManifest['hardware']>> {
  return {
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    gpus: await listGpus(),
  };
}

/** Name, memory and driver of each NVIDIA GPU, as nvidia-smi prints them; empty without nvidia-smi or a driver. */
async function listGpus(): Promise<string[]> {
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query);
    return stdout.split('\n').filter(Boolean);
  } catch (error) {
    // nvidia-smi ends with an exit code of its own where it finds no driver or no GPU
    const ended = error instanceof Error && 'code' in error && typeof error.code === 'number';
    if (ended || isMissing(error)) return [];
    throw error;
  }
}
