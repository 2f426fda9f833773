import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ManifestLine, Truth } from '#submissions/format.ts';
import { type Split, splits, tags } from '#submissions/terms.ts';
import type { Card } from './card.ts';
import { defects } from './mini/defects.ts';
import { chooseDefects, generators } from './mini/generators.ts';
import { composePicture, type Picture, type PictureOrder, renderPicture } from './mini/picture.ts';
import { bird } from './mini/scenes/bird.ts';
import { bottle } from './mini/scenes/bottle.ts';
import { cart } from './mini/scenes/cart.ts';
import { hand } from './mini/scenes/hand.ts';
import { oven } from './mini/scenes/oven.ts';
import { socks } from './mini/scenes/socks.ts';
import { volcano } from './mini/scenes/volcano.ts';
import { openRandom } from './random.ts';
import { writeSplit } from './write-split.ts';

const scenes = [cart, hand, bird, volcano, oven, socks, bottle];
const sides = [256, 288, 320, 384, 448, 512];
/** Pictures under way at a time: as many as libvips has threads for on a small machine. */
const concurrency = 4;

export interface MiniOptions {
  out: string;
  truthDir: string;
  seed: number;
  counts: Readonly<Record<Split, number>>;
  onProgress?: (done: number, total: number) => void;
}

export const miniCounts: Readonly<Record<Split, number>> = { train: 0, dev: 280, test: 560 };

/**
 * Writes FakeXplained-mini: a procedural stand-in in the real data's format, half real images. The same seed and counts
 * give the same truth and manifest to the byte. The folder appears whole or not at all. @throws when it is there already.
 */
export async function writeMiniDataset(options: MiniOptions): Promise<Card> {
  const { out, truthDir, seed, counts } = options;
  const half = `${out}.new`;
  await rm(half, { recursive: true, force: true });
  await mkdir(path.join(half, 'images'), { recursive: true });
  const total = splits.reduce((sum, split) => sum + counts[split], 0);
  let done = 0;
  const parts: Card['splits'] = [];
  for (const split of splits) {
    if (counts[split] === 0) continue;
    const orders = planSplit(seed, split, counts[split]);
    const made = await mapConcurrently(orders, async (order) => {
      const picture = composePicture(order);
      const file = await renderPicture(order, picture.svg);
      await writeFile(path.join(half, 'images', `${order.id}.webp`), file);
      options.onProgress?.(++done, total);
      return { manifest: describe(order, file), truth: annotate(order, picture) };
    });
    parts.push(
      await writeSplit(half, truthDir, {
        split,
        manifest: made.map((m) => m.manifest),
        truths: made.map((m) => m.truth),
      }),
    );
  }
  const card: Card = { name: 'FakeXplained-mini', version: `1-seed${seed}`, standIn: true, description, splits: parts };
  await writeFile(path.join(half, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  await rename(half, out).catch((cause: unknown) => {
    throw new Error(`${out} is there already. Choose another folder, or move it away.`, { cause });
  });
  return card;
}

const description =
  'A procedural stand-in for FakeXplained: drawn scenes with planted defects, made to prove this platform. Not the real data set; scores on it say nothing about detectors of AI-generated images.';

type Planned = PictureOrder & { generator: string | null };

/** Which pictures a split has: half real, generators in turn, ids and order that tell nothing. */
function planSplit(seed: number, split: Split, count: number): Planned[] {
  const random = openRandom(seed, `plan ${split}`);
  const makers = Array.from({ length: count }, (_, i) =>
    i % 2 === 0 ? null : generators[((i - 1) / 2) % generators.length]!,
  );
  return random.shuffle(makers).map((maker) => {
    const id = Array.from({ length: 12 }, () => '0123456789abcdefghjkmnpqrstvwxyz'[random.below(32)]).join('');
    const scene = random.pick(scenes);
    const order = { id, seed, width: random.pick(sides), height: random.pick(sides), scene };
    if (!maker) return { ...order, maker: null, generator: null };
    const chosen = chooseDefects(maker, scene.defects, seed, id);
    return {
      ...order,
      generator: maker.name,
      maker: { family: maker.family, strength: maker.strength, defects: chosen },
    };
  });
}

function describe(order: PictureOrder, file: Uint8Array): ManifestLine {
  const { id, width, height } = order;
  const sha256 = createHash('sha256').update(file).digest('hex');
  return { image_id: id, width, height, file: `images/${id}.webp`, sha256 };
}

function annotate({ id, seed, width, height, maker, generator }: Planned, { regions }: Picture): Truth {
  const random = openRandom(seed, `words ${id}`);
  const source = random.pick(['imagenet', 'coco'] as const);
  const image = { image_id: id, source, width, height };
  if (!maker || !generator) return { ...image, label: 'real' };
  const earned = new Set(regions.flatMap(({ defect }) => defects[defect].tags));
  return {
    ...image,
    label: 'fake',
    family: maker.family,
    generator,
    regions: regions.map(({ defect, box }) => ({ box, text: random.pick<string>(defects[defect].texts) })),
    tags: tags.filter((tag) => earned.has(tag)),
  };
}

async function mapConcurrently<T, R>(list: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(list.length);
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < list.length; i = next++) results[i] = await work(list[i]!);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return results;
}
