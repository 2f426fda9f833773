import { expect, it } from 'vitest';
import { isVisible } from './names.ts';

it('a name has visible characters only', () => {
  for (const name of ['FX 1.0', 'Größe – 模型', '👍']) expect([name, isVisible(name)]).toEqual([name, true]);
  for (const name of ['x\0y', 'x\ny', 'x\u202ey', 'x\u2028y', '\ud800'])
    expect([name, isVisible(name)]).toEqual([name, false]);
});
