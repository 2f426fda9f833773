/** Shapes are lists of points, so that bending, twisting and measuring are one thing. y points down. */
export type Point = readonly [x: number, y: number];
export type Points = readonly Point[];
export const origin: Point = [0, 0];
/** x1, y1, x2, y2 */
export type Extent = readonly [number, number, number, number];

const radians = Math.PI / 180;

/** Points on an ellipse from angle `from` to `to` (degrees, clockwise from the right); closed when it goes round. */
export function ellipse([cx, cy]: Point, rx: number, ry = rx, [from, to]: Point = [0, 360]): Points {
  const steps = Math.max(8, Math.ceil(Math.abs(to - from) / 8));
  const last = to - from === 360 ? steps - 1 : steps;
  return Array.from({ length: last + 1 }, (_, i) => {
    const angle = (from + ((to - from) * i) / steps) * radians;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  });
}

/** A rectangle with corners rounded by `radius`. */
export function rectangle([x1, y1, x2, y2]: Extent, radius = 0): Points {
  if (radius <= 0) return densified(poly`${x1},${y1} ${x2},${y1} ${x2},${y2} ${x1},${y2}`);
  const r = Math.min(radius, (x2 - x1) / 2, (y2 - y1) / 2);
  return [
    ...ellipse([x2 - r, y1 + r], r, r, [-90, 0]),
    ...ellipse([x2 - r, y2 - r], r, r, [0, 90]),
    ...ellipse([x1 + r, y2 - r], r, r, [90, 180]),
    ...ellipse([x1 + r, y1 + r], r, r, [180, 270]),
  ];
}

function densified(corners: Points): Points {
  return corners.flatMap((corner, i) => {
    const next = corners[(i + 1) % corners.length] ?? corner;
    return Array.from({ length: 8 }, (_, k) => between(corner, next, k / 8));
  });
}

export function between(a: Point, b: Point, share: number): Point {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

/** A curve through the points (Catmull–Rom), `closed` or open. */
export function smooth(points: Points, closed = true): Points {
  const at = (i: number): Point => {
    const index = closed ? (i + points.length) % points.length : Math.min(Math.max(i, 0), points.length - 1);
    return points[index] ?? [0, 0];
  };
  const curve: Point[] = [];
  for (let i = 0; i < (closed ? points.length : points.length - 1); i++) {
    const [p, a, b, n] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 0; step < 8; step++) curve.push(hermite([p, a, b, n], step / 8));
  }
  return closed ? curve : [...curve, at(points.length - 1)];
}

function hermite([p, a, b, n]: readonly [Point, Point, Point, Point], t: number): Point {
  const along = (axis: 0 | 1) => {
    const [before, from, to, after] = [p[axis], a[axis], b[axis], n[axis]];
    const linear = (to - before) * t;
    const square = (2 * before - 5 * from + 4 * to - after) * t * t;
    return 0.5 * (2 * from + linear + square + (3 * from - before - 3 * to + after) * t ** 3);
  };
  return [along(0), along(1)];
}

/** The outline of a brush drawn along `spine`, `width(t)` wide at share t of it, with round ends. */
export function ribbon(spine: Points, width: number | ((t: number) => number)): Points {
  const half = (i: number) => (typeof width === 'number' ? width : width(i / (spine.length - 1))) / 2;
  const angleAt = (i: number) => {
    const [a, b] = [spine[Math.max(0, i - 1)] ?? [0, 0], spine[Math.min(spine.length - 1, i + 1)] ?? [0, 0]];
    return Math.atan2(b[1] - a[1], b[0] - a[0]) / radians;
  };
  const side = (turn: number) =>
    spine.map(([x, y], i): Point => {
      const angle = (angleAt(i) + turn) * radians;
      return [x + half(i) * Math.cos(angle), y + half(i) * Math.sin(angle)];
    });
  const cap = (i: number, turn: number) => {
    const angle = angleAt(i) + turn;
    return ellipse(spine[i] ?? [0, 0], half(i), half(i), [angle, angle + 180]);
  };
  const end = spine.length - 1;
  return [...side(-90), ...cap(end, -90), ...side(90).reverse(), ...cap(0, 90)];
}

export function moved(points: Points, dx: number, dy: number): Points {
  return points.map(([x, y]) => [x + dx, y + dy]);
}

export function scaled(points: Points, about: Point, [sx, sy]: Point): Points {
  return points.map(([x, y]) => [about[0] + (x - about[0]) * sx, about[1] + (y - about[1]) * sy]);
}

export function rotated(points: Points, about: Point, degrees: number): Points {
  return points.map((point) => turned(point, about, degrees));
}

function turned([x, y]: Point, [cx, cy]: Point, degrees: number): Point {
  const [cos, sin] = [Math.cos(degrees * radians), Math.sin(degrees * radians)];
  return [cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos];
}

/** Turned the more the farther from `about`, as in a whirl: `degrees` at distance `reach`. */
export function twisted(points: Points, about: Point, [degrees, reach]: Point): Points {
  return points.map((point) =>
    turned(point, about, (degrees * Math.hypot(point[0] - about[0], point[1] - about[1])) / reach),
  );
}

/** Wobbling by up to `amount` along waves of `length`: what melting looks like. */
export function rippled(points: Points, amount: number, [length, phase]: Point): Points {
  return points.map(([x, y]) => [
    x + amount * Math.sin((y / length) * 2 * Math.PI + phase) + 0.4 * amount * Math.sin((y / length) * 5 + 2 * phase),
    y + 0.8 * amount * Math.sin((x / length) * 2 * Math.PI + phase * 1.7),
  ]);
}

/** The box around the points. Of no points: an inverted box that grows from nothing. */
export function extentOf(points: Points): Extent {
  let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    x1 = Math.min(x1, x);
    y1 = Math.min(y1, y);
    x2 = Math.max(x2, x);
    y2 = Math.max(y2, y);
  }
  return [x1, y1, x2, y2];
}

/** The box around all boxes. */
export function hull(extents: readonly Extent[]): Extent {
  return extentOf(extents.flatMap(([x1, y1, x2, y2]): Points => poly`${x1},${y1} ${x2},${y2}`));
}

/** Points written as in SVG: poly`0,0 ${width},4.5`. @throws on anything but pairs of numbers */
export function poly(texts: TemplateStringsArray, ...values: readonly number[]): Point[] {
  const pairs = String.raw({ raw: texts }, ...values)
    .trim()
    .split(/\s+/);
  return pairs.map((pair) => {
    const [x, y, more] = pair.split(',').map(Number);
    if (x === undefined || y === undefined || more !== undefined || Number.isNaN(x + y))
      throw new Error(`Not a point: ${pair}`);
    return [x, y];
  });
}
