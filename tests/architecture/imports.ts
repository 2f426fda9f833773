import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

/** One import as it stands in a file. */
export interface Import {
  /** path from the root */
  from: string;
  /** path from the root for a file of ours, the name as written for a package */
  to: string;
}

/** Every source file of the project by its path from the root: tests and fixtures are left out. */
export function sourceFiles(): string[] {
  return globSync('{submissions,db,grader,site}/**/*.{ts,mjs,astro}')
    .filter((file) => !/\.(test|fixture)\.\w+$/.test(file))
    .sort();
}

/** The imports of all these files, read by TypeScript's own scanner: type imports, re-exports and `import()` count. */
export async function readImports(files: readonly string[]): Promise<Import[]> {
  const found = await Promise.all(
    files.map(async (file) => {
      const code = codeOf(file, await readFile(file, 'utf8'));
      return importsOf(file, code);
    }),
  );
  return found.flat();
}

/** The imports that the code of one file makes. */
export function importsOf(file: string, code: string): Import[] {
  const { importedFiles } = ts.preProcessFile(code, true, true);
  const workers = [...code.matchAll(/new URL\(\s*'(\.[^']+\.(?:ts|mjs))'\s*,\s*import\.meta\.url\)/g)];
  const names = [...importedFiles.map(({ fileName }) => fileName), ...workers.map(([, name = '']) => name)];
  return names.map((name) => ({ from: file, to: resolve(file, name) }));
}

/** The script of a page or component: its front matter and its `<script>` elements. */
function codeOf(file: string, text: string): string {
  if (!file.endsWith('.astro')) return text;
  const [, frontMatter = ''] = /^---\n([\s\S]*?)\n---/.exec(text) ?? [];
  const scripts = [...text.matchAll(/<script(?![^>]*is:inline)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, code = '']) => code,
  );
  return [frontMatter, ...scripts].join('\n');
}

function resolve(file: string, name: string): string {
  if (name.startsWith('#')) return name.slice(1);
  return name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name;
}

/** The imports of a file that are there when it runs: none that only name types. */
export async function valueImportsOf(file: string): Promise<Import[]> {
  const code = codeOf(file, await readFile(file, 'utf8'));
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  });
  return importsOf(file, outputText);
}
