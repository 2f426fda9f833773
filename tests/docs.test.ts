import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** What is written for readers of the repository, and may name files, scripts and settings that are there. */
const documents = globSync(['*.md', 'docs/**/*.md', '.github/**/*.{md,yml}']);
const textOf = (file: string) => readFileSync(file, 'utf8');
const top = /^(submissions|db|grader|site|tests|docs|\.ci|\.github)\//;
const source = /\.(ts|mjs|astro|py|css|sh|ya?ml)$/;
const ours = globSync(['{submissions,db,grader,site,tests,docs}/**/*', '*.{ts,mjs,json,jsonc}']);

/** Paths between backticks; not `.ts`, and not `x.ts`, which stands for any file. */
function pathsIn(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  const quoted = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);
  const paths = quoted.filter((word) => !/[\s$<…()]/.test(word) && (top.test(word) || source.test(word)));
  return paths.filter((word) => !/^(\.\/)?x?\.[a-z.]+$/.test(word));
}

/** Whether a path is one from the root, perhaps with a shell's stars, or the end of one, as `run/prompt.ts` is. */
function isThere(word: string): boolean {
  const isWhole = existsSync(word) || globSync(word).length > 0; // brackets are part of a route's name, and a glob's choice
  return isWhole || ours.some((file) => file.endsWith(`/${word}`));
}

describe('the documents', () => {
  it('are found, and so are paths in them', () => {
    expect(documents).toEqual(
      expect.arrayContaining(['README.md', 'SECURITY.md', path.join('docs', 'CONTRIBUTING.md')]),
    );
    expect(pathsIn(textOf('README.md')).length).toBeGreaterThan(40);
    expect(pathsIn('`grader/no.ts` and `no.py`, not `npm ci` or `data/x`').map(isThere)).toEqual([false, false]);
  });

  it.each(documents)('%s names paths that are there', (file) => {
    expect(pathsIn(textOf(file)).filter((word) => !isThere(word))).toEqual([]);
  });

  it.each(documents.filter((file) => file.endsWith('.md')))('%s links to files that are there', (file) => {
    const targets = [...textOf(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !existsSync(path.join(path.dirname(file), target)))).toEqual([]);
  });

  it.each(documents)('%s names npm scripts that are there', (file) => {
    const { scripts } = JSON.parse(textOf('package.json'));
    const named = [...textOf(file).matchAll(/npm run (?:-s |--silent )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('README', () => {
  const readme = textOf('README.md');

  it('names every setting of db/env.ts', () => {
    const settings = [...textOf('db/env.ts').matchAll(/^ {2}([A-Z][A-Z_]+): z/gm)].map(([, name = '']) => name);
    expect(settings.length).toBeGreaterThan(14);
    expect(settings.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it('shows every folder of the four', () => {
    const folders = ['grader', 'site', 'tests'].flatMap((each) =>
      readdirSync(each, { withFileTypes: true }).filter((entry) => entry.isDirectory() && /^[a-z]/.test(entry.name)),
    );
    const [, tree = ''] = /## The tree\n+```\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(tree).not.toBe('');
    const missing = folders.filter(({ name }) => !new RegExp(`\\b${name}/`).test(tree));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('names every script that a person calls', () => {
    const { scripts } = JSON.parse(textOf('package.json'));
    const guide = readme + textOf('docs/CONTRIBUTING.md');
    const called = (name: string) =>
      name === 'start' || name === 'test' ? guide.includes(`npm ${name}`) : guide.includes(name);
    expect(Object.keys(scripts).filter((name) => !called(name))).toEqual([]);
  });
});
