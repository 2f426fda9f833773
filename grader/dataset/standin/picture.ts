import sharp from 'sharp';
import { type Random, seededRandom } from '#grader/dataset/seeded-random.ts';
import type { TruthRegion } from '#submissions/format.ts';
import { type Tag, tags } from '#submissions/terms.ts';
import { addCameraArtifacts, addGeneratorFingerprint } from './camera-artifacts.ts';
import { drawGeneralFlaws, generalFlaws } from './general-flaws.ts';
import { chooseFlaws, type Generator } from './generators.ts';
import type { PlannedImage } from './plan.ts';
import type { Flaw } from './scene.ts';
import { SvgCanvas, type View } from './svg-canvas.ts';

export interface Drawing {
  svg: string;
  /** empty for a real image, at least one for a fake */
  regions: TruthRegion[];
  tags: Tag[];
}

/** Draws a planned image, with the regions and tags of its flaws. The same seed and plan give the same drawing. */
export function drawPicture(image: PlannedImage, seed: number): Drawing {
  for (let attempt = 0; attempt < 20; attempt++) {
    const drawing = attemptDrawing(image, seededRandom(seed, image.split, image.number, 'drawing', attempt));
    if (!image.generator || drawing.regions.length > 0) return drawing;
  }
  throw new Error(`No flaw of the scene "${image.scene.name}" came to lie inside the image.`);
}

function attemptDrawing({ scene, generator, width, height }: PlannedImage, random: Random): Drawing {
  const view = viewOf({ width, height, mirrors: scene.mirrors }, random);
  const planted = generator ? plantFlaws(generator, scene.flaws, random) : new Map<Flaw, number>();
  const canvas = new SvgCanvas(view, new Map([...planted].map(([flaw, strength]) => [flaw.name, strength])));
  scene.draw(canvas, random);
  drawGeneralFlaws(canvas, random);
  const flaws = [...planted.keys()];
  const found = canvas.regions().flatMap(({ flaw: name, box }) => {
    const flaw = flaws.find((each) => each.name === name);
    return flaw ? [{ flaw, region: { box, text: random.pick(flaw.wordings) } }] : [];
  });
  return {
    svg: canvas.svg(),
    regions: found.map(({ region }) => region),
    tags: tags.filter((tag) => found.some(({ flaw }) => flaw.tags.includes(tag))),
  };
}

function plantFlaws(generator: Generator, own: readonly Flaw[], random: Random): Map<Flaw, number> {
  const count = Math.max(1, Math.min(7, Math.round(random.normal(generator.flaws, 1.3))));
  const general = random.shuffled<Flaw>(generalFlaws).slice(0, random.integer(1, 2));
  const chosen = chooseFlaws(generator, [...own, ...general], [count, random]);
  return new Map(chosen.map((flaw) => [flaw, generator.strength * random.between(0.8, 1.2)]));
}

function viewOf({ width, height, mirrors }: { width: number; height: number; mirrors: boolean }, random: Random): View {
  return {
    width,
    height,
    scale: Math.min(width / 400, height / 300) * random.between(0.9, 1.1),
    rollDegrees: random.normal(0, 1.5),
    shift: [random.between(-0.035, 0.035) * width, random.between(-0.03, 0.03) * height],
    mirrored: mirrors && random.chance(0.5),
  };
}

/** The picture as WebP: rasterised, with the artifacts of a camera and, for a fake, the fingerprint of its generator. */
export async function renderPicture(image: PlannedImage, svg: string, seed: number): Promise<Buffer> {
  const random = seededRandom(seed, image.split, image.number, 'camera');
  const softness = random.between(0.3, image.generator?.family === 'diffusion' ? 0.9 : 0.75);
  const { data, info } = await sharp(Buffer.from(svg))
    .removeAlpha()
    .blur(softness)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = {
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    width: info.width,
    height: info.height,
  };
  if (image.generator) addGeneratorFingerprint(pixels, image.generator, random);
  addCameraArtifacts(pixels, random, image.generator ? random.between(0.6, 2.4) : random.between(1.4, 4.6));
  const raw = { width: info.width, height: info.height, channels: 3 } as const;
  return sharp(pixels.data, { raw })
    .webp({ quality: random.integer(76, 88), effort: 2 })
    .toBuffer();
}
