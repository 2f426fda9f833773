import type { BaselineRunRow } from '#db/schema.ts';
import { type RunManifest, type RunSettings, runManifest, runSettings } from '#grader/baseline/run/run-manifest.ts';

/** What was asked for. @throws naming the run when its row holds no settings */
export function settingsOf({ id, settings }: Pick<BaselineRunRow, 'id' | 'settings'>): RunSettings {
  const parsed = runSettings.safeParse(settings);
  if (!parsed.success) throw new Error(`The settings of the run ${id} cannot be read.`, { cause: parsed.error });
  return parsed.data;
}

/** What the run depended on; null before it is submitted. @throws naming the run when its row holds no manifest */
export function manifestOf({ id, manifest }: Pick<BaselineRunRow, 'id' | 'manifest'>): RunManifest | null {
  if (manifest === null) return null;
  const parsed = runManifest.safeParse(manifest);
  if (!parsed.success) throw new Error(`The manifest of the run ${id} cannot be read.`, { cause: parsed.error });
  return parsed.data;
}
