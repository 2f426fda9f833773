import type { Brush, Scene } from '../brush.ts';

export const socks: Scene = {
  name: 'socks',
  defects: ['mismatchedPair', 'mergedSock', 'floorCrack', 'stripeBreak'],
  background: ({ random }) => random.pick(['#c7a277', '#b58f66', '#d3b48a']),
  draw(brush) {
    const { random } = brush;
    for (let x = -50; x < 150; x += 16)
      brush.line(
        [
          [x, -60],
          [x, 160],
        ],
        '#00000030',
        0.8,
      );
    if (brush.plant('floorCrack', [4, 8, 22, 34])) {
      brush.line(
        [
          [6, 10],
          [12, 16],
          [8, 22],
          [16, 27],
          [13, 33],
          [20, 31],
        ],
        '#3a2a1a',
        1.3,
      );
    }
    const wool = random.pick(['#d8d8e0', '#7f9fbf', '#c96a6a', '#5f8f6f']);
    const band = random.pick(['#33415c', '#e8e0c8', '#b0413e']);
    const mergedSock = brush.plant('mergedSock', [14, 66, 48, 86]);
    sock(brush, 28, 1, wool, band, brush.plant('stripeBreak', [25, 24, 43, 46]));
    if (mergedSock) {
      brush.ellipse([26, 78], 12, 7, '#b58f66', 'opacity="0.85"');
      brush.ellipse([36, 81], 10, 4, '#b58f66', 'opacity="0.7"');
    }
    const other = brush.plant('mismatchedPair', [56, 20, 92, 92]);
    sock(brush, other ? 60 : 66, other ? 1.32 : 1, other ? '#c98fd0' : wool, band, false);
  },
};

function sock(brush: Brush, x: number, scale: number, wool: string, band: string, broken: boolean): void {
  const at = (dx: number, dy: number): [number, number] => [x + dx * scale, 22 + dy * scale];
  brush.polygon(
    [at(-2, 2), at(14, 2), at(14, 34), at(8, 52), at(-8, 60), at(-13, 54), at(-9, 44), at(-2, 36)],
    '#00000030',
  );
  brush.polygon([at(-1, 0), at(14, 0), at(14, 34), at(8, 50), at(-6, 58), at(-12, 52), at(-8, 43), at(-1, 34)], wool);
  for (let i = 0; i < 4; i++) {
    const y = 3 + i * 5;
    if (broken) {
      brush.line([at(0, y + 1), at(5, y + brush.random.between(-1, 4))], band, 1.8);
      brush.line([at(8, y + brush.random.between(-1, 4)), at(13, y)], band, 1.8);
    } else brush.line([at(0, y), at(13, y)], band, 1.8);
  }
  brush.line([at(-9, 49), at(-3, 54)], '#00000040', 1);
}
