import { describe, expect, it } from 'vitest';
import type { ManifestLine, Truth } from '#submissions/format.ts';
import { examineAnswers } from './examine-answers.ts';

/** 224 × 112 pixels, which the model sees at 112 × 56: every coordinate it writes counts twice. */
const settings = { minPixels: 784, maxPixels: 112 * 56 };
const lines = ['a', 'b', 'c'].map(
  (image_id): ManifestLine => ({ image_id, width: 224, height: 112, file: `${image_id}.webp`, sha256: '0'.repeat(64) }),
);
const image = { source: 'imagenet', width: 224, height: 112 } as const;
const fake = (image_id: string): Truth => ({
  ...{ image_id, label: 'fake', family: 'gan', generator: 'g', tags: [], ...image },
  regions: [{ box: [0, 0, 40, 40], text: 't' }],
});
const real: Truth = { image_id: 'c', label: 'real', ...image };
const generated = (region: string) => `<think>${region}<tag>texture</tag></think><verdict>generated</verdict>`;
const qwen = (box: string) => generated(`<|object_ref_start|>torn<|object_ref_end|><|box_start|>[${box}]<|box_end|>`);
const examine = (answers: Record<string, string>, truths: readonly Truth[] = [fake('a'), fake('b'), real]) => {
  const records = new Map(Object.entries(answers).map(([id, answer]) => [id, { answer }]));
  return examineAnswers({ lines, truths }, records, settings);
};

describe('the answers of a run beside the annotations', () => {
  it('have their boxes on the published image, whatever the notation, and not clipped to it', () => {
    const { answers } = examine({
      a: qwen('0,0,20,20'),
      b: generated('<ref>torn</ref><box>[[0,0,500,1000]]</box>'),
      c: qwen('100,40,120,60'),
    });
    expect(answers.map(({ regions }) => regions)).toEqual([
      [{ text: 'torn', box: [0, 0, 40, 40] }],
      [{ text: 'torn', box: [0, 0, 112, 112] }],
      [{ text: 'torn', box: [200, 80, 240, 120] }],
    ]);
    expect(answers.map(({ isRight, iou }) => [isRight, iou])).toEqual([
      [true, 1],
      [true, 1600 / (112 * 112)],
      [false, null],
    ]);
  });

  it('stand in the manifest’s order; an image without an answer is left out, and counts 0 in the IoU', () => {
    const { answers, byRule } = examine({ c: '<think></think><verdict>real</verdict>', a: qwen('0,0,20,20') });
    expect(answers.map(({ line }) => line.image_id)).toEqual(['a', 'c']);
    expect(byRule).toEqual({ union: 0.5, nearest: 0.5, matched: 0.5, fakes: 2 });
  });

  it('are wrong without a verdict, and name every departure from the grammar', () => {
    const [answer] = examine({ a: '<think>cut off' }).answers;
    expect(answer).toMatchObject({ verdict: null, isRight: false, iou: 0, regions: [] });
    expect(answer?.failures).toEqual(['unclosed_think', 'no_verdict']);
  });

  it('of a sealed split are neither right nor wrong', () => {
    const { answers, byRule } = examine({ a: qwen('0,0,20,20') }, []);
    expect(answers[0]).toMatchObject({ truth: null, verdict: 'generated', isRight: null, iou: null });
    expect(byRule).toBeNull();
  });
});
