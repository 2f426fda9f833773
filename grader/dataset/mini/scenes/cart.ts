import type { Brush, Scene } from '../brush.ts';

export const cart: Scene = {
  name: 'cart',
  defects: ['detachedMirror', 'brokenWheel', 'thinWheel', 'garbledText', 'misplacedRail', 'wrongReflection'],
  background: ({ random }) => random.pick(['#b9d3e6', '#cfe0d6', '#e6dcc8']),
  draw(brush) {
    const { random } = brush;
    const body = random.pick(['#c8423a', '#2f6f9f', '#e0b13c', '#3d8a5a']);
    brush.rect([-60, 78, 160, 160], random.pick(['#8c9a6b', '#a39a86', '#7d8f7a']));
    if (brush.plant('wrongReflection', [60, 84, 99, 93])) brush.ellipse([80, 88], 18, 3.5, '#3b3b3b', 'opacity="0.55"');
    else brush.ellipse([50, 85], 34, 4, '#3b3b3b', 'opacity="0.4"');
    brush.rect([22, 18, 76, 23], '#f2efe6', 2);
    rail(brush);
    brush.line(
      [
        [70, 22],
        [72, 52],
      ],
      '#4a4a4a',
      1.8,
    );
    brush.polygon(
      [
        [18, 52],
        [80, 50],
        [86, 66],
        [84, 76],
        [16, 76],
        [14, 62],
      ],
      body,
    );
    brush.rect([34, 38, 50, 54], '#54402f', 2);
    brush.rect([26, 56, 54, 68], '#f7f4ea', 1);
    const garbled = brush.plant('garbledText', [26, 56, 54, 68]);
    brush.text(random.pick(['TAXI', 'GOLF', 'CART']), [29, 58.5, 54, 65.5], '#2a2a2a', garbled);
    mirror(brush, body);
    wheel(brush, 28);
    if (brush.plant('thinWheel', [68, 68, 76, 88])) {
      brush.ellipse([72, 78], 3.4, 9.5, '#222');
      brush.ellipse([72, 78], 1.2, 4, '#bbb');
    } else round(brush, 72);
  },
};

function rail(brush: Brush): void {
  if (brush.plant('misplacedRail', [22, 24, 36, 44]))
    brush.line(
      [
        [24, 27],
        [34, 41],
      ],
      '#4a4a4a',
      1.8,
    );
  else
    brush.line(
      [
        [28, 22],
        [26, 53],
      ],
      '#4a4a4a',
      1.8,
    );
}

function mirror(brush: Brush, body: string): void {
  if (brush.plant('detachedMirror', [88, 30, 98, 40])) {
    brush.ellipse([93, 35], 4.5, 4.2, body);
    brush.ellipse([93, 35], 3, 2.8, '#dfe9ef');
    return;
  }
  brush.line(
    [
      [78, 51],
      [83, 44],
    ],
    '#4a4a4a',
    1.5,
  );
  brush.ellipse([85, 42], 4.2, 4, body);
  brush.ellipse([85, 42], 2.8, 2.6, '#dfe9ef');
}

function wheel(brush: Brush, x: number): void {
  round(brush, x);
  if (!brush.plant('brokenWheel', [x - 10, 68, x + 10, 88])) return;
  brush.polygon(
    [
      [x - 1, 77],
      [x + 11, 69],
      [x + 12, 80],
    ],
    '#a39a86',
  );
  brush.line(
    [
      [x - 7, 72],
      [x + 2, 85],
    ],
    '#ddd',
    1.6,
  );
}

function round(brush: Brush, x: number): void {
  brush.ellipse([x, 78], 9.5, 9.5, '#222');
  brush.ellipse([x, 78], 4, 4, '#bbb');
}
