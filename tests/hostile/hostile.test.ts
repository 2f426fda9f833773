import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bounds, type HostileFile, hostileFiles } from './files.ts';

/** No measure of speed: each takes seconds. A reader that still runs then does not end. */
const hangsAfterMs = 150_000;

const run = promisify(execFile);
const program = fileURLToPath(new URL('read-one.ts', import.meta.url));

describe.concurrent('a hostile file:', () => {
  it.each(Object.entries<HostileFile>(hostileFiles))(
    '%s is read or refused within the bound of memory',
    async (name, { code, most }) => {
      const { stdout } = await run(process.execPath, [program, name], { timeout: hangsAfterMs });
      const { outcome, after } = JSON.parse(stdout);
      if (code === null) expect(outcome).toEqual({ regions: 1_000_000 });
      else expect(outcome[code]).toBeGreaterThan(0);
      expect(after / 1024).toBeLessThan(bounds[most]);
    },
    hangsAfterMs + 10_000,
  );
});
