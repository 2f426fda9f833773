import type { Point, Scene } from '../brush.ts';

export const bottle: Scene = {
  name: 'bottle',
  defects: ['garbledText', 'asymmetricBottle', 'floatingCap', 'wrongReflection', 'unknownObject'],
  background: ({ random }) => random.pick(['#e3e0ec', '#d6e4dd', '#eadfce']),
  draw(brush) {
    const { random } = brush;
    const glass = random.pick(['#3f7d5a', '#8a4f2a', '#4a6fa0', '#c8c4b0']);
    brush.rect([-60, 86, 160, 160], random.pick(['#b08d68', '#8d9299', '#c7b9a0']));
    if (brush.plant('wrongReflection', [8, 84, 36, 95])) brush.ellipse([22, 89], 13, 4.6, '#333', 'opacity="0.5"');
    else brush.ellipse([62, 90], 22, 3.6, '#333', 'opacity="0.35"');
    const leans = brush.plant('asymmetricBottle', [32, 24, 78, 92]);
    const right: Point[] = leans
      ? [
          [58, 26],
          [62, 36],
          [77, 52],
          [68, 70],
          [74, 91],
        ]
      : [
          [57, 26],
          [57, 38],
          [66, 48],
          [66, 91],
        ];
    brush.polygon([[43, 26], [43, 38], [34, 48], [34, 91], ...right.toReversed()], glass);
    brush.polygon(
      [
        [37, 50],
        [40, 48],
        [40, 88],
        [37, 88],
      ],
      '#ffffff50',
    );
    if (brush.plant('floatingCap', [36, 6, 64, 19])) brush.rect([36.5, 7, 63.5, 18], '#2f2f36', 2);
    else brush.rect([41.5, 16, 58.5, 27], '#2f2f36', 2);
    brush.rect([36, 56, 64, 78], '#f6f1e2', 1);
    const garbled = brush.plant('garbledText', [36, 56, 64, 70]);
    brush.text(random.pick(['MILK', 'SOAP', 'COLA']), [39, 59, 64, 68], '#5a2f2a', garbled);
    brush.line(
      [
        [40, 73],
        [60, 73],
      ],
      '#5a2f2a',
      0.8,
    );
    if (brush.plant('unknownObject', [78, 66, 98, 90])) {
      brush.polygon(
        [
          [80, 88],
          [82, 70],
          [88, 76],
          [92, 67],
          [97, 84],
          [90, 89],
        ],
        '#6f9f8f',
      );
      brush.line(
        [
          [83, 80],
          [90, 72],
          [94, 82],
        ],
        '#d05a8a',
        1.6,
      );
    }
  },
};
