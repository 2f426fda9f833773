import type { Point, Scene } from '../brush.ts';

export const volcano: Scene = {
  name: 'volcano',
  defects: ['brokenLava', 'missingPeak', 'paintedSky', 'wrongReflection'],
  background: ({ random }) => random.pick(['#f0b58a', '#6f83a8', '#c9d9e8']),
  draw(brush) {
    const { random } = brush;
    const rock = random.pick(['#5a4a45', '#4b4f5a', '#6b5a4a']);
    if (brush.plant('paintedSky', [4, 4, 42, 24])) {
      for (let i = 0; i < 6; i++) {
        const y = 6.5 + i * 3;
        brush.line(
          [
            [6, y],
            [16, y + 2.5],
            [27, y - 1.5],
            [39.5, y + 1],
          ],
          random.pick(['#ffffffaa', '#e88f6faa', '#7f6fb0aa']),
          2.4,
        );
      }
    } else {
      brush.ellipse([20, 14], 12, 4, '#ffffffb0');
      brush.ellipse([28, 17], 9, 3, '#ffffffb0');
    }
    brush.ellipse([80, 16], 6, 6, '#fff2c0');
    const cut = brush.plant('missingPeak', [56, 26, 76, 62]);
    const right: Point[] = cut
      ? [
          [58, 28],
          [60, 40],
          [72, 44],
          [66, 60],
          [82, 68],
          [110, 88],
        ]
      : [
          [58, 28],
          [66, 42],
          [82, 66],
          [110, 88],
        ];
    brush.polygon([[-10, 88], [18, 66], [36, 40], [44, 28], [51, 31], ...right], rock);
    brush.rect([-60, 86, 160, 160], random.pick(['#4f6b4a', '#6f6a52', '#3f5560']));
    const broken = brush.plant('brokenLava', [40, 29, 62, 84]);
    const flow: Point[] = [
      [51, 31],
      [49, 42],
      [54, 54],
      [50, 66],
      [55, 82],
    ];
    for (const [i, from] of flow.slice(0, -1).entries()) {
      const to = flow[i + 1] ?? from;
      const shift = broken ? (i % 2 ? 5 : -5) : 0;
      const end: Point = broken ? [(from[0] + to[0]) / 2 + shift, (from[1] + to[1]) / 2] : to;
      brush.line([[from[0] + shift, from[1]], end], '#ff6a1f', 4.6 - i * 0.3);
      brush.line([[from[0] + shift, from[1]], end], '#ffd25a', 1.6);
    }
    if (brush.plant('wrongReflection', [62, 88, 98, 98]))
      brush.polygon(
        [
          [64, 89],
          [97, 91],
          [92, 97],
          [66, 96],
        ],
        '#00000066',
      );
  },
};
