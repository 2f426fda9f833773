import type { Random } from '#grader/dataset/seeded-random.ts';
import type { Source, Tag } from '#submissions/terms.ts';
import type { SvgCanvas } from './svg-canvas.ts';

/** The ways to fail that flaws belong to; each generator has some of them more often than others. */
export const failureModes = ['text', 'count', 'joint', 'shape', 'pair', 'lines', 'texture', 'light', 'style'] as const;
export type FailureMode = (typeof failureModes)[number];

export interface Flaw {
  name: string;
  mode: FailureMode;
  tags: readonly Tag[];
  /** how different annotators would put it */
  wordings: readonly string[];
}

export interface Scene {
  name: string;
  /** where such a picture would come from */
  sources: readonly Source[];
  /** whether a mirror image is as plausible: not with writing in it */
  mirrors: boolean;
  flaws: readonly Flaw[];
  /** Draws the scene and every flaw for which `canvas.flawed(name)` is not 0, and marks where it lies. */
  draw(canvas: SvgCanvas, random: Random): void;
}
