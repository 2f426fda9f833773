import type { Box } from '#submissions/format.ts';
import { type Extent, ellipse, extentOf, hull, type Point, type Points } from './geometry.ts';

/** Hue in degrees, saturation and lightness in percent. */
export type Color = readonly [hue: number, saturation: number, lightness: number];
/** A colour, or what `linear` or `radial` gave. */
export type Paint = Color | string;

export function lighten([hue, saturation, lightness]: Color, by: number): Color {
  return [hue, saturation, Math.max(0, Math.min(100, lightness + by))];
}

/** Where the camera stands: scene units are scaled, mirrored, rolled and moved into the image. */
export interface View {
  width: number;
  height: number;
  /** pixels per scene unit */
  scale: number;
  rollDegrees: number;
  /** pixels from the middle of the image */
  shift: Point;
  mirrored: boolean;
}

interface Style {
  opacity?: number;
  line?: Color;
  lineWidth?: number;
}

/** The least side of a region, in pixels: what a person would still draw a box around. */
const leastSide = 8;

/**
 * What a scene draws on. Points are in scene units (the subject lies in ±200 × ±150, the origin is the middle of the
 * image); what drawing gives back is the box in pixels that was painted.
 */
export class SvgCanvas {
  readonly #view: View;
  readonly #flaws: ReadonlyMap<string, number>;
  readonly #marks: string[] = [];
  readonly #definitions: string[] = [];
  readonly #regions = new Map<string, Extent[]>();

  constructor(view: View, flaws: ReadonlyMap<string, number>) {
    this.#view = view;
    this.#flaws = flaws;
  }

  /** How strongly this flaw is planted: about 0.6 to 1.4; 0 when it is not. */
  flawed(name: string): number {
    return this.#flaws.get(name) ?? 0;
  }

  /** Records that these painted boxes show the flaw. @throws when it is not planted */
  mark(name: string, ...painted: readonly Extent[]): void {
    if (!this.#flaws.has(name)) throw new Error(`The flaw "${name}" was drawn but not planted.`);
    this.#regions.set(name, [...(this.#regions.get(name) ?? []), hull(painted)]);
  }

  /** The whole image in scene units, and a margin for rolling. */
  get frame(): Extent {
    const { width, height, scale } = this.#view;
    const [x, y] = [(width / scale) * 0.75, (height / scale) * 0.75];
    return [-x, -y, x, y];
  }

  fill(points: Points, paint: Paint, { opacity, line, lineWidth = 1 }: Style = {}): Extent {
    const placed = points.map((point) => this.#place(point));
    const edge = line ? ` stroke="${css(line)}" stroke-width="${short(lineWidth * this.#view.scale)}"` : '';
    this.#add(`<path d="${pathOf(placed)}Z" fill="${css(paint)}"${alpha(opacity)}${edge}/>`);
    return grown(extentOf(placed), line ? (lineWidth * this.#view.scale) / 2 : 0);
  }

  stroke(points: Points, paint: Paint, { width, opacity }: { width: number; opacity?: number }): Extent {
    const placed = points.map((point) => this.#place(point));
    const pixels = width * this.#view.scale;
    this.#add(
      `<path d="${pathOf(placed)}" fill="none" stroke="${css(paint)}" stroke-width="${short(pixels)}" stroke-linecap="round" stroke-linejoin="round"${alpha(opacity)}/>`,
    );
    return grown(extentOf(placed), pixels / 2);
  }

  strokeAll(lines: readonly Points[], paint: Paint, pen: { width: number; opacity?: number }): Extent {
    return hull(lines.map((line) => this.stroke(line, paint, pen)));
  }

  /** A soft spot that fades to nothing at its rim. */
  glow([center, rx, ry]: readonly [Point, number, number], color: Color, opacity: number): Extent {
    const stops = [0, 0.35, 0.7, 1].map(
      (at) => `<stop offset="${at}" stop-color="${css(color)}" stop-opacity="${short(opacity * (1 - at) ** 1.3)}"/>`,
    );
    return this.fill(ellipse(center, rx, ry), this.#define('radialGradient', '', stops));
  }

  /** A gradient between two points of the scene, colours evenly spaced. */
  linear(from: Point, to: Point, colors: readonly Color[]): Paint {
    const [[x1, y1], [x2, y2]] = [this.#place(from), this.#place(to)];
    const place = `gradientUnits="userSpaceOnUse" x1="${short(x1)}" y1="${short(y1)}" x2="${short(x2)}" y2="${short(y2)}"`;
    return this.#define('linearGradient', place, evenStops(colors));
  }

  /** A gradient from the middle of the painted shape to its rim, the middle moved to `focus` (shares of its box). */
  radial(colors: readonly Color[], focus: Point = [0.4, 0.35]): Paint {
    const place = `cx="${focus[0]}" cy="${focus[1]}" r="0.75"`;
    return this.#define('radialGradient', place, evenStops(colors));
  }

  /** One region per marking of each flaw, in whole pixels inside the image; a marking outside the image gives none. */
  regions(): { flaw: string; box: Box }[] {
    return [...this.#regions].flatMap(([flaw, extents]) =>
      extents.flatMap((extent) => {
        const box = this.#inImage(extent);
        return box ? [{ flaw, box }] : [];
      }),
    );
  }

  svg(): string {
    const { width, height } = this.#view;
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>${this.#definitions.join('')}</defs>${this.#marks.join('')}</svg>`;
  }

  #place([x, y]: Point): Point {
    const { width, height, scale, rollDegrees, shift, mirrored } = this.#view;
    const [cos, sin] = [Math.cos((rollDegrees * Math.PI) / 180), Math.sin((rollDegrees * Math.PI) / 180)];
    const [sx, sy] = [(mirrored ? -x : x) * scale, y * scale];
    return [width / 2 + shift[0] + sx * cos - sy * sin, height / 2 + shift[1] + sx * sin + sy * cos];
  }

  #inImage([x1, y1, x2, y2]: Extent): Box | null {
    const { width, height } = this.#view;
    const [left, right] = sideInImage(x1, x2, width);
    const [top, bottom] = sideInImage(y1, y2, height);
    return right - left >= leastSide && bottom - top >= leastSide ? [left, top, right, bottom] : null;
  }

  #add(mark: string): void {
    this.#marks.push(mark);
  }

  #define(kind: string, place: string, stops: readonly string[]): string {
    const id = `p${this.#definitions.length}`;
    this.#definitions.push(`<${kind} id="${id}" ${place}>${stops.join('')}</${kind}>`);
    return `url(#${id})`;
  }
}

/** A side in whole pixels, clipped to 0…size; one that is thinner than a person would draw is widened first. */
function sideInImage(from: number, to: number, size: number): Point {
  const missing = Math.max(0, leastSide - (to - from)) / 2;
  return [Math.max(0, Math.floor(from - missing)), Math.min(size, Math.ceil(to + missing))];
}

function grown([x1, y1, x2, y2]: Extent, by: number): Extent {
  return [x1 - by, y1 - by, x2 + by, y2 + by];
}

function evenStops(colors: readonly Color[]): string[] {
  return colors.map(
    (color, i) => `<stop offset="${short(i / Math.max(1, colors.length - 1))}" stop-color="${css(color)}"/>`,
  );
}

function pathOf(points: Points): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${short(x)} ${short(y)}`).join('');
}

function css(paint: Paint): string {
  return typeof paint === 'string' ? paint : `hsl(${short(paint[0])},${short(paint[1])}%,${short(paint[2])}%)`;
}

function alpha(opacity: number | undefined): string {
  return opacity === undefined ? '' : ` opacity="${short(opacity)}"`;
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
