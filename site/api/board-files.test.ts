import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import type { Board } from '#site/board/board.ts';
import { boardRow } from '#site/board/rows.fixture.ts';
import { boardCsv, inertCell } from './board-files.ts';

const dangerous = [
  ...['=1+1', '+1', '-1', '@SUM(A1)', "|cmd|' /C calc'!A0", '%0A', '\t=1', '\r=1', '\n=1', ' =1', '\u00a0=1'],
  ...['\uff1d1', '\uff0b1', '\uff0d1', '\uff201', '\uff5c1'],
];

it.each(dangerous)('%j does not run', (text) => expect(inertCell(text)).toBe(`'${text}`));

it.each(['a=b', 'method 1', 'ViT-L/14', '2025-11-23T12:00:00.000Z', '', '模型', "'quoted"])('%j stays', (text) =>
  expect(inertCell(text)).toBe(text),
);

it('of a board no cell runs, and numbers stay numbers', () => {
  const rows = dangerous.map((method, index) =>
    boardRow(`s${index}`, { accuracy: 0.5 }, { method, team: `=${index}` }),
  );
  const board = { dataset: { name: '=d', version: '1', split: 'dev', standIn: true }, slice: 'overall', rows };
  const cells = parse(boardCsv(board as unknown as Board), { columns: true }) as Record<string, string>[];
  expect(cells.map(({ method }) => method)).toEqual(dangerous.map((method) => `'${method}`));
  for (const row of cells) {
    expect(row).toMatchObject({ accuracy: '0.5', standIn: 'true', rank: '1', dataset: "'=d 1" });
    for (const cell of Object.values(row)) expect(cell).not.toMatch(/^\s*[=+\-@|%]/);
  }
});
