import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { drawPicture } from '#grader/dataset/standin/picture.ts';
import { planImages } from '#grader/dataset/standin/plan.ts';
import { checkPredictions } from '#submissions/check-file.ts';
import { prediction, type Truth } from '#submissions/format.ts';
import { bestConstantBox } from './constant-box.ts';
import { simulateEntries } from './simulate-entries.ts';

const truths = planImages(3, { train: 0, dev: 120, test: 0 }).map((image): Truth => {
  const { regions, tags } = drawPicture(image, 3);
  const common = { image_id: image.id, source: image.source, width: image.width, height: image.height };
  if (!image.generator) return { ...common, label: 'real' };
  return { ...common, label: 'fake', family: image.generator.family, generator: image.generator.name, regions, tags };
});
const entries = simulateEntries(truths, truths, 1);

describe('simulateEntries', () => {
  it('gives the four trivial entries and six simulated teams', () => {
    expect(entries.filter(({ kind }) => kind === 'trivial')).toHaveLength(4);
    expect(entries.filter(({ kind }) => kind === 'simulated')).toHaveLength(6);
    expect(new Set(entries.map(({ team, method }) => `${team}/${method}`)).size).toBe(10);
  });

  it.each(entries)('writes a file of $team, $method, that the checker takes', async ({ predictions }) => {
    for (const line of predictions) prediction.parse(line);
    const file = predictions.map((line) => `${JSON.stringify(line)}\n`).join('');
    const images = new Map(truths.map((truth) => [truth.image_id, truth]));
    expect(await checkPredictions(Readable.from([Buffer.from(file)]), images)).toEqual({ issues: [], counts: {} });
  });

  it('is the same for the same seed, whatever the order of the images, and another for another', () => {
    const byId = (lines: readonly { image_id: string }[]) =>
      Object.fromEntries(lines.map((line) => [line.image_id, line]));
    const turned = simulateEntries(truths.toReversed(), truths, 1);
    turned.forEach(({ predictions }, i) => {
      expect(byId(predictions)).toEqual(byId(entries[i]?.predictions ?? []));
    });
    expect(simulateEntries(truths, truths, 2)[4]).not.toEqual(entries[4]);
  });

  it('makes the strong team better than the weak one, and neither perfect', () => {
    const right = (team: string) => {
      const lines = entries.find((entry) => entry.team === team)?.predictions ?? [];
      return lines.filter((line, i) => line.label === truths[i]?.label).length / truths.length;
    };
    expect(right('Northlight Vision')).toBeGreaterThan(right('Two Left Socks') + 0.1);
    expect(right('Northlight Vision')).toBeLessThan(1.0001);
    expect(right('Two Left Socks')).toBeLessThan(0.95);
  });
});

describe('bestConstantBox', () => {
  const fake = { label: 'fake', image_id: 'a', family: 'gan', generator: 'gan-1', source: 'coco' } as const;

  it('finds the box that all images share', () => {
    const at = (width: number, height: number) => ({
      ...fake,
      tags: [],
      width,
      height,
      regions: [
        {
          box: [width * 0.25, height * 0.5, width * 0.5, height * 0.875] as [number, number, number, number],
          text: 'x',
        },
      ],
    });
    const box = bestConstantBox([at(100, 200), at(300, 160)]);
    [0.25, 0.5, 0.5, 0.875].forEach((side, i) => {
      expect(box[i]).toBeCloseTo(side, 1.7);
    });
  });

  it('is the whole image where nothing is annotated', () => {
    expect(bestConstantBox([])).toEqual([0, 0, 1, 1]);
  });
});
