import type { Brush, Scene } from '../brush.ts';

export const oven: Scene = {
  name: 'oven',
  defects: ['garbledText', 'brokenScreen', 'twistedKnob', 'oddKnobs', 'crookedHandle'],
  background: ({ random }) => random.pick(['#e8e4da', '#d4dde0', '#e4d6c6']),
  draw(brush) {
    const { random } = brush;
    const steel = random.pick(['#b8bcc0', '#3b3f45', '#f3f1ec', '#8a2f2a']);
    brush.rect([-60, 88, 160, 160], random.pick(['#a58a6b', '#8f8f8f']));
    brush.rect([14, 10, 86, 94], steel, 3);
    brush.rect([18, 13, 82, 32], '#1f2226', 2);
    screen(brush);
    knobs(brush);
    brush.rect([21, 46, 79, 88], '#15171a', 3);
    brush.rect([25, 50, 75, 84], '#4a3a22', 2);
    for (const y of [60, 68, 76])
      brush.line(
        [
          [27, y],
          [73, y],
        ],
        '#c9c2b0',
        0.8,
      );
    if (brush.plant('crookedHandle', [20, 36, 80, 46]))
      brush.line(
        [
          [24, 44.5],
          [48, 38],
          [76, 42],
        ],
        '#dfe3e6',
        2.4,
      );
    else
      brush.line(
        [
          [24, 41],
          [76, 41],
        ],
        '#dfe3e6',
        2.4,
      );
    const garbled = brush.plant('garbledText', [58, 88, 80, 93.5]);
    brush.text('ROAST', [59, 89, 80, 92.5], random.pick(['#d8a02f', '#d0d0d0']), garbled);
  },
};

function screen(brush: Brush): void {
  const broken = brush.plant('brokenScreen', [40, 15, 60, 30]);
  brush.rect([40, 15, 60, 30], '#0f3b3a', 1);
  for (let i = 0; i < 4; i++) {
    const y = 18 + i * 3;
    if (broken) {
      brush.line(
        [
          [42, y],
          [46, y + brush.random.between(-2, 2)],
        ],
        '#69e0c8',
        0.9,
      );
      brush.line(
        [
          [50, y + brush.random.between(-2, 2)],
          [58, y + brush.random.between(-2, 2)],
        ],
        '#69e0c8',
        0.9,
      );
    } else
      brush.line(
        [
          [42, y],
          [58, y],
        ],
        '#69e0c8',
        0.9,
      );
  }
}

function knobs(brush: Brush): void {
  const odd = brush.plant('oddKnobs', [64, 16, 81, 29]);
  const twisted = brush.plant('twistedKnob', [20, 16, 30, 29]);
  for (const [i, x] of [25, 34, 67, 76].entries()) {
    const radius = odd && i === 2 ? 2 : odd && i === 3 ? 5.4 : 4;
    if (twisted && i === 0) {
      brush.polygon(
        [
          [21, 20],
          [26, 16.5],
          [29.5, 22],
          [26.5, 23],
          [29, 28.5],
          [22.5, 27],
          [23.5, 23],
        ],
        '#cfd3d6',
      );
    } else {
      brush.ellipse([x, 22.5], radius, radius, '#cfd3d6');
      brush.line(
        [
          [x, 22.5],
          [x, 22.5 - radius * 0.8],
        ],
        '#555',
        0.9,
      );
    }
  }
}
