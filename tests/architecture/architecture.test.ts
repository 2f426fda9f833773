import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Import, importsOf, readImports, sourceFiles, valueImportsOf } from './imports.ts';
import { forbiddenImports, mayImport, openToTheSite, roomOf, sealedRooms } from './rooms.ts';

const files = sourceFiles();
let imports: Import[];
beforeAll(async () => {
  imports = await readImports(files);
});

describe('imports', () => {
  it('are read from all files', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(imports.length).toBeGreaterThan(1500);
  });

  it('are those that the list of folders allows', () => {
    expect(forbiddenImports(imports)).toEqual([]);
  });

  it('name files that are there', () => {
    const known = new Set(globSync('{submissions,db,grader,site}/**/*', { withFileTypes: false }));
    const missing = imports.filter(({ to }) => roomOf(to) !== null && !known.has(to.replace(/\?.*$/, '')));
    expect(missing).toEqual([]);
  });
});

describe('the list of folders', () => {
  const rooms = Object.keys(mayImport);

  it('goes downwards only, so no two folders can import each other', () => {
    for (const [place, room] of rooms.entries()) {
      for (const other of mayImport[room] ?? []) expect(rooms.indexOf(other), `${room} → ${other}`).toBeLessThan(place);
    }
    for (const room of rooms) for (const other of mayImport[room] ?? []) expect(rooms).toContain(other);
  });

  it('lists no arrow that no import needs', () => {
    const used = new Set(imports.map(({ from, to }) => `${roomOf(from)} → ${roomOf(to)}`));
    const unused = rooms.flatMap((room) => (mayImport[room] ?? []).map((other) => `${room} → ${other}`));
    expect(unused.filter((arrow) => !used.has(arrow))).toEqual([]);
  });

  it('lets the site see only the open folders of the grader', () => {
    for (const room of rooms.filter((each) => each === 'site' || each.startsWith('site/'))) {
      for (const other of mayImport[room] ?? []) {
        if (other.startsWith('grader')) expect(openToTheSite, `${room} → ${other}`).toContain(other);
      }
    }
  });

  it('keeps the sealed answers out of everything that the site imports, directly or not', () => {
    const reached = new Set<string>();
    const walk = (room: string) => {
      if (reached.has(room)) return;
      reached.add(room);
      for (const other of mayImport[room] ?? []) walk(other);
    };
    for (const room of rooms.filter((each) => each === 'site' || each.startsWith('site/'))) walk(room);
    expect(reached).toContain('grader/intake');
    for (const sealed of sealedRooms) expect(reached).not.toContain(sealed);
  });
});

describe('a forbidden import is found', () => {
  const rooms = Object.keys(mayImport);
  const forbidden = rooms.flatMap((room) =>
    rooms.filter((other) => other !== room && !mayImport[room]?.includes(other)).map((other) => [room, other] as const),
  );

  it('between any two folders, in whatever way it is written', () => {
    expect(forbidden.length).toBeGreaterThan(500);
    for (const [room, other] of forbidden) {
      const [from, to] = [`${room}/made-up.ts`, `#${other}/made-up.ts`];
      for (const code of [
        `import { x } from '${to}';`,
        `import type { X } from '${to}';`,
        `import { type X } from '${to}';`,
        `import '${to}';`,
        `export { x } from '${to}';`,
        `export type { X } from '${to}';`,
        `const x = await import('${to}');`,
        `type X = import('${to}').X;`,
      ]) {
        expect(forbiddenImports(importsOf(from, code)), `${room}: ${code}`).toHaveLength(1);
      }
    }
  });

  it('also by a relative path, from a new folder, and from a thread', () => {
    expect(forbiddenImports(importsOf('site/board/x.ts', "import '../../grader/truth/pack.ts';"))).toHaveLength(1);
    expect(forbiddenImports(importsOf('site/leak/x.ts', "import '#grader/services/queue.ts';"))).toHaveLength(1);
    expect(forbiddenImports(importsOf('grader/leak/x.ts', "import '#db/schema.ts';"))).toHaveLength(1);
    const thread = "new URL('../../grader/jobs/grade-thread.ts', import.meta.url)";
    expect(forbiddenImports(importsOf('site/board/x.ts', thread))).toHaveLength(1);
  });
});

describe('browser code', () => {
  const isBrowser = (file: string) => file.endsWith('.browser.ts');
  const isServer = (file: string) =>
    file.endsWith('.server.ts') || /^(db|site\/server|site\/api|site\/pages)\//.test(file) || file.startsWith('node:');

  it('imports no server code, not even a type', () => {
    expect(files.filter(isBrowser).length).toBeGreaterThan(5);
    expect(imports.filter(({ from, to }) => isBrowser(from) && isServer(to))).toEqual([]);
  });

  it('is not given server code by what it imports', async () => {
    const seen = new Map<string, string>();
    const walk = async (file: string, by: string): Promise<void> => {
      if (seen.has(file)) return;
      seen.set(file, by);
      expect(isServer(file), `${by} imports ${file}`).toBe(false);
      if (roomOf(file) === null) return;
      for (const { to } of await valueImportsOf(file)) await walk(to, `${by} → ${file}`);
    };
    for (const file of files.filter(isBrowser)) await walk(file, '');
  });
});

describe('the core', () => {
  it('asks for no time and no chance: grader/metrics is arithmetic', async () => {
    for (const file of files.filter((each) => each.startsWith('grader/metrics/'))) {
      expect(await readFile(file, 'utf8'), file).not.toMatch(/Math\.random|new Date|Date\.now|performance\.|process\./);
    }
    expect(imports.filter(({ from, to }) => from.startsWith('grader/metrics/') && roomOf(to) === null)).toEqual([]);
  });

  it('keeps BullMQ in one file, and reads the environment in one file', async () => {
    expect(imports.filter(({ to }) => to === 'bullmq').map(({ from }) => from)).toEqual(['grader/services/queue.ts']);
    const readers = await Promise.all(
      files.map(async (file) => ((await readFile(file, 'utf8')).includes('process.env') ? [file] : [])),
    );
    expect(readers.flat()).toEqual(['db/env.ts']);
  });
});

describe('the tree', () => {
  it('has at most six files at the top of the grader', () => {
    const top = files.filter((file) => /^grader\/[^/]+$/.test(file));
    expect(top).toEqual([
      'grader/cli.ts',
      'grader/fx.mjs',
      'grader/gpu-runner.ts',
      'grader/start.ts',
      'grader/worker.ts',
    ]);
  });

  it('has no folder whose name was not looked for', () => {
    const vague = /\/(utils?|lib|common|helpers?|types|core)\//;
    expect(files.filter((file) => vague.test(`/${file}`))).toEqual([]);
  });

  it('has files that fit the eye', async () => {
    for (const file of files) {
      const lines = (await readFile(file, 'utf8')).split('\n').length;
      expect(lines, file).toBeLessThanOrEqual(320);
    }
  });
});
