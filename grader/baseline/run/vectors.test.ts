import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatReward, groundingReward, groundingWeight, verdictReward } from '#tests/parity/reward.ts';
import { mapBox, matchedIou, nearestIou, type Size, smartResize, unionIou, type WholeBox } from './geometry.ts';
import { parseResponse } from './response.ts';

/** The files that both languages are held to; train/tests/test_vectors.py reads the same. */
const read = (name: string) => JSON.parse(readFileSync(`tests/golden/baseline/${name}.json`, 'utf8'));
const quotient = (value: number | [number, number]) => (typeof value === 'number' ? value : value[0] / value[1]);

describe('geometry', () => {
  const { smartResize: sizes, mapBox: boxes, iou } = read('geometry');

  it.each(sizes as { size: Size; min: number; max: number; expected: Size | null }[])(
    'resizes $size to $expected',
    ({ size, min, max, expected }) => {
      if (expected) expect(smartResize(size, { min, max })).toEqual(expected);
      else expect(() => smartResize(size, { min, max })).toThrow(/too long and thin/);
    },
  );

  it.each(boxes as { box: WholeBox; from: Size; to: Size; expected: WholeBox }[])(
    'maps $box from $from to $to',
    ({ box, from, to, expected }) => expect(mapBox(box, from, to)).toEqual(expected),
  );

  it.each(iou as { a: WholeBox[]; b: WholeBox[]; union: number; nearest: number; matched: number }[])(
    'overlaps $a and $b',
    ({ a, b, union, nearest, matched }) => {
      expect(unionIou(a, b)).toBe(quotient(union));
      expect(nearestIou(a, b)).toBe(quotient(nearest));
      expect(matchedIou(a, b)).toBeCloseTo(quotient(matched), 12);
    },
  );
});

describe('response', () => {
  interface Case {
    name: string;
    answer: string;
    regions: [string, string, WholeBox][];
  }
  it.each(read('response').cases as Case[])('reads: $name', ({ name, answer, regions, ...expected }) => {
    const response = parseResponse(answer);
    expect(response).toMatchObject(expected);
    expect(response.regions.map(({ notation, text, box }) => [notation, text, box])).toEqual(regions);
  });
});

describe('reward', () => {
  const { weights, cases } = read('reward');

  it.each(weights as { step: number; steps: number; expected: number }[])(
    'weighs grounding with $expected at step $step of $steps',
    ({ step, steps, expected }) => expect(groundingWeight(step, steps)).toBe(expected),
  );

  interface Case {
    box: WholeBox;
    label: 'real' | 'fake';
    boxes: WholeBox[];
    verdict: number;
    grounding: number | null;
    form: number;
  }
  it.each(cases as Case[])('judges: $why', ({ box, label, boxes, verdict, grounding, form }) => {
    const region = `<|object_ref_start|>a<|object_ref_end|><|box_start|>[${box}]<|box_end|>`;
    const response = parseResponse(`<think>${region}<tag>other</tag></think><verdict>generated</verdict>`);
    const reference = { label, boxes, size: [112, 112] as const };
    expect(verdictReward(response, reference)).toBe(verdict);
    expect(groundingReward(response, reference)).toEqual(grounding === null ? null : expect.closeTo(grounding, 12));
    expect(formatReward(response)).toBe(form);
  });
});
