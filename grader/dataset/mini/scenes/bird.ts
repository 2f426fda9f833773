import type { Brush, Scene } from '../brush.ts';

export const bird: Scene = {
  name: 'bird',
  defects: ['distortedBeak', 'distortedLegs', 'mismatchedEyes', 'meltedFeathers', 'unknownObject'],
  background: ({ random }) => random.pick(['#cfe3ea', '#dfe6c8', '#e9dcd0']),
  draw(brush) {
    const { random } = brush;
    const coat = random.pick(['#4f6d8f', '#a8542f', '#6b7f3a', '#7a5a8c']);
    brush.rect([-60, 84, 160, 160], random.pick(['#8fa36b', '#b7a27a', '#9aa7a0']));
    legs(brush);
    brush.ellipse([46, 56], 27, 21, coat);
    brush.ellipse([72, 34], 14, 13, coat);
    brush.polygon(
      [
        [8, 40],
        [26, 48],
        [24, 62],
        [6, 58],
      ],
      coat,
    );
    wing(brush);
    beak(brush);
    brush.ellipse([75, 31], 3.2, 3.2, '#fff');
    brush.ellipse([75.6, 31], 1.6, 1.6, '#111');
    if (brush.plant('mismatchedEyes', [61, 25, 71, 35])) {
      brush.ellipse([66, 30], 4.6, 4.6, '#fff');
      brush.ellipse([64.4, 31], 2.8, 1.6, '#111');
    }
    if (brush.plant('unknownObject', [4, 70, 24, 88])) {
      brush.polygon(
        [
          [6, 84],
          [10, 71],
          [17, 79],
          [22, 73],
          [20, 87],
        ],
        '#9a6fb0',
      );
      brush.ellipse([14, 80], 4, 2.4, '#e0d25a');
    }
  },
};

function legs(brush: Brush): void {
  const wrong = brush.plant('distortedLegs', [36, 72, 64, 97]);
  brush.line(
    wrong
      ? [
          [40, 74],
          [46, 82],
          [37, 88],
          [44, 96],
        ]
      : [
          [40, 74],
          [40, 94],
          [46, 94],
        ],
    '#c98a2b',
    2.2,
  );
  brush.line(
    wrong
      ? [
          [55, 80],
          [62, 84],
        ]
      : [
          [54, 74],
          [54, 94],
          [60, 94],
        ],
    '#c98a2b',
    2.2,
  );
}

function wing(brush: Brush): void {
  const melted = brush.plant('meltedFeathers', [24, 46, 56, 69]);
  brush.ellipse([40, 56], 15, 10, '#00000026');
  for (let row = 0; row < 4; row++) {
    const y = 50 + row * 4.4;
    if (melted) brush.ellipse([34 + row * 4, y + brush.random.between(-2, 2)], 9, 2.6, '#ffffff55');
    else
      brush.line(
        [
          [28, y],
          [38, y + 1.6],
          [50, y],
        ],
        '#00000045',
        1,
      );
  }
}

function beak(brush: Brush): void {
  if (brush.plant('distortedBeak', [82, 26, 99, 48])) {
    brush.polygon(
      [
        [84, 31],
        [97, 27],
        [90, 35],
        [98, 46],
        [86, 41],
      ],
      '#e0a92f',
    );
    brush.line(
      [
        [86, 36],
        [94, 33],
      ],
      '#7a5a12',
      0.8,
    );
  } else {
    brush.polygon(
      [
        [84, 31],
        [97, 36],
        [84, 40],
      ],
      '#e0a92f',
    );
    brush.line(
      [
        [84, 35.5],
        [95, 36],
      ],
      '#7a5a12',
      0.8,
    );
  }
}
