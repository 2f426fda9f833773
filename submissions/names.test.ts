import { expect, it } from 'vitest';
import { isPlain, isVisible, methodName, nameKey, teamName } from './names.ts';

it('a name has visible characters only', () => {
  for (const name of ['FX 1.0', 'Größe – 模型', '👍', '❤️']) expect([name, isVisible(name)]).toEqual([name, true]);
  for (const name of [
    'x\0y',
    'x\ny',
    'x\u202ey',
    'x\u2028y',
    '\ud800',
    'x\u3164',
    '\u115f',
    'a\u034fb',
    '\uffa0',
    'x\u{e0001}',
  ])
    expect([name, isVisible(name)]).toEqual([name, false]);
});

it('a name is what it looks like', () => {
  for (const name of [
    'demo',
    'β-VAE',
    'Детектор',
    'Ανιχνευτής',
    '模型 v2',
    'ÅÄÖ',
    'Phát hiện',
    'สวัสดี',
    'हिन्दी',
    'résumé',
  ])
    expect([name, isPlain(name)]).toEqual([name, true]);
  for (const name of ['dеmo', 'dem\u03bf', 'Ꭰemo', 'FХ', `x${'\u0301'.repeat(110)}`])
    expect([name, isPlain(name)]).toEqual([name, false]);
});

it.each([
  ['Demo', 'ＤＥＭＯ'],
  ['Demo', 'demo '],
  ['ﬁne', 'FINE'],
  ['Team 2', 'Team ②'],
  ['a b', 'a \u00a0b'],
])('%s and %s are one name', (one, other) => expect(nameKey(one)).toBe(nameKey(other)));

it('methods and teams follow these rules, with a sentence', () => {
  expect(methodName.parse('  Mine ')).toBe('Mine');
  expect(teamName.parse('  Mine ')).toBe('Mine');
  for (const schema of [methodName, teamName]) {
    expect(schema.safeParse('dеmo').error?.issues[0]?.message).toContain('one alphabet');
    expect(schema.safeParse('de\u200bmo').error?.issues[0]?.message).toContain('visible characters');
  }
});
