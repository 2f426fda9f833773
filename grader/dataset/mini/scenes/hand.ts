import type { Brush, Point, Scene } from '../brush.ts';

export const hand: Scene = {
  name: 'hand',
  defects: ['sixthFinger', 'bentFinger', 'missingNail', 'wrongReflection'],
  background: ({ random }) => random.pick(['#d9d3cb', '#c9d4d8', '#dcd6e0']),
  draw(brush) {
    const skin = brush.random.pick(['#e6b48e', '#c98a5e', '#8c5a3c', '#f0c9a8']);
    if (brush.plant('wrongReflection', [70, 60, 98, 92])) brush.ellipse([84, 77], 13, 14, '#555', 'opacity="0.35"');
    else brush.ellipse([46, 90], 24, 5, '#555', 'opacity="0.3"');
    brush.rect([34, 74, 62, 130], skin, 6);
    brush.rect([28, 46, 68, 84], skin, 12);
    const fingers: [number, number, number][] = [
      [33, 24, -4],
      [43, 16, -1],
      [53, 18, 2],
      [63, 26, 5],
    ];
    const bent = brush.random.below(3);
    for (const [index, [x, top, lean]] of fingers.entries()) {
      finger(
        brush,
        skin,
        [x, 54],
        [x + lean, top],
        index === bent && brush.plant('bentFinger', [x - 6, top - 2, x + 19, 47]),
      );
    }
    finger(brush, skin, [66, 68], [86, 50], false);
    if (brush.plant('sixthFinger', [67, 26, 89, 57])) finger(brush, skin, [66, 58], [83, 31], false);
    if (brush.plant('missingNail', [38, 60, 48, 68])) brush.ellipse([43, 64], 3.6, 2.6, '#f7e3da');
    brush.line(
      [
        [34, 62],
        [50, 66],
        [62, 60],
      ],
      '#00000033',
      0.8,
    );
  },
};

function finger(brush: Brush, skin: string, from: Point, to: Point, isBent: boolean): void {
  const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const tip: Point = isBent ? [middle[0] + 13, middle[1] - 4] : to;
  brush.line([from, middle, tip], '#00000030', 10.6);
  brush.line([from, middle, tip], skin, 9.6);
  brush.ellipse([tip[0], tip[1]], 2.3, 2.9, '#f7e3da');
}
