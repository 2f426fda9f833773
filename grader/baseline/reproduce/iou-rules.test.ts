import { createReadStream } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAnswers } from '#grader/baseline/run/answer-file.ts';
import { readManifest, readTruth } from '#submissions/dataset-files.ts';
import type { ManifestLine, Truth } from '#submissions/format.ts';
import { iouByRule, iousOf } from './iou-rules.ts';
import { storedRunFolder } from './mini-model.ts';
import { rescore } from './stored-run.ts';

const pixels = { min: 3136, max: 50_176 };
const line: ManifestLine = { image_id: 'a', width: 112, height: 112, file: 'images/a.webp', sha256: '0'.repeat(64) };
const fake = (...boxes: [number, number, number, number][]): Truth => ({
  ...{ image_id: 'a', label: 'fake', family: 'gan', generator: 'g', source: 'imagenet', width: 112, height: 112 },
  regions: boxes.map((box) => ({ box, text: 't' })),
  tags: [],
});
const answerWith = (...boxes: number[][]) => {
  const regions = boxes.map((box) => `<|object_ref_start|>t<|object_ref_end|><|box_start|>[${box}]<|box_end|>`);
  return `<think>${regions.join('')}<tag>texture</tag></think><verdict>generated</verdict>`;
};

describe('IoU by rule', () => {
  it('comes apart where one box covers two: union 1, one-to-one half of it', () => {
    const truth = fake([0, 0, 20, 40], [20, 0, 40, 40]);
    expect(iousOf(line, answerWith([0, 0, 40, 40]), truth, pixels)).toEqual({ union: 1, nearest: 0.25, matched: 0.25 });
  });

  it('comes apart where boxes are sprayed: the authors’ rule does not see the surplus', () => {
    const spray = answerWith([0, 0, 40, 40], [60, 60, 80, 80], [80, 80, 100, 100]);
    const { union, nearest, matched } = iousOf(line, spray, fake([0, 0, 40, 40]), pixels);
    expect([union, nearest, matched]).toEqual([1600 / 2400, 1, 1 / 3]);
  });

  it('is 0 for a fake that was called real, and null where no fake is annotated', () => {
    const called = new Map([['a', '<think></think><verdict>real</verdict>']]);
    const truths = [fake([0, 0, 40, 40])];
    expect(iouByRule([line], called, { truths, pixels })).toEqual({ union: 0, nearest: 0, matched: 0, fakes: 1 });
    expect(iouByRule([line], called, { truths: [], pixels })).toBeNull();
  });

  it('agrees with the grader: the union of the stored run is the IoU of its report', async () => {
    const folder = storedRunFolder('dev');
    const { stored } = await rescore(folder);
    const read = (name: string) => createReadStream(path.join(folder, name));
    const answers = await readAnswers(path.join(folder, 'responses.jsonl'));
    const found = iouByRule(
      await readManifest(read('manifest.jsonl')),
      new Map(answers.map(({ image_id, answer }) => [image_id, answer])),
      { truths: await readTruth(read('truth.jsonl')), pixels },
    );
    expect(found?.union).toBeCloseTo(stored.metrics['iou'] ?? Number.NaN, 12);
    expect(found?.fakes).toBe(140);
    expect(found?.matched).toBeLessThan(found?.union ?? 0);
  });
});
