import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { bestConstantBox } from '#grader/dataset/simulate/constant-box.ts';
import { drawIndex, streamKey } from '#grader/metrics/random.ts';
import { measurePredictions } from '#grader/reading/measure.ts';
import { packTruth } from '#grader/truth/pack.ts';
import { checkPredictions } from '#submissions/check-file.ts';
import type { Box, Prediction, Truth } from '#submissions/format.ts';
import type { IssueCode } from '#submissions/issue.ts';
import { tags } from '#submissions/terms.ts';
import { benchTruth } from '#tests/bench/lines.ts';
import { score } from './score.ts';

/** How boards like this one have been gamed, and the score each attempt may reach here. */
const truths = Array.from({ length: 600 }, (_, i) => benchTruth(i));
const pack = packTruth(truths);

function grade(predict: (truth: Truth, number: number) => Omit<Prediction, 'image_id'>) {
  const predictions = truths.map((truth, i) => ({ image_id: truth.image_id, ...predict(truth, i) }));
  return score(pack, measurePredictions(pack, predictions), { seed: 1, resamples: 0 }).slices['overall']!.metrics;
}

const regionsOf = (truth: Truth) => (truth.label === 'fake' ? truth.regions : []);
const tagsOf = (truth: Truth) => (truth.label === 'fake' ? truth.tags : []);
const fake = (regions: NonNullable<Prediction['regions']>, more: Partial<Prediction> = {}) =>
  ({ label: 'fake', regions, ...more }) as const;
const whole = ({ width, height }: Truth): Box => [0, 0, width, height];

describe('an entry that', () => {
  it('marks the whole image has a union IoU, and next to no grounding F1', () => {
    const found = grade((truth) => fake([{ box: whole(truth), text: 'wrong' }]));
    expect(found.iou).toBeGreaterThan(0.05);
    expect(found.groundingF1).toBeLessThan(0.05);
    expect(found.fxScore).toBeLessThan(0.1);
  });

  it('always marks the best constant box stays below 0.1', () => {
    const box = bestConstantBox(truths.filter((truth) => truth.label === 'fake'));
    const at = ({ width, height }: Truth): Box => [box[0] * width, box[1] * height, box[2] * width, box[3] * height];
    expect(grade((truth) => fake([{ box: at(truth), text: 'wrong' }])).groundingF1).toBeLessThan(0.1);
  });

  it('scatters a hundred boxes stays below 0.06', () => {
    const scattered = grade((truth, i) => {
      const key = streamKey(1, i, 0);
      const boxes = Array.from({ length: 100 }, (_, k): Box => {
        const [x, y] = [drawIndex(key, 4 * k, truth.width - 40), drawIndex(key, 4 * k + 1, truth.height - 40)];
        return [x, y, x + 20 + drawIndex(key, 4 * k + 2, 20), y + 20 + drawIndex(key, 4 * k + 3, 20)];
      });
      return fake(boxes.map((box) => ({ box, text: 'wrong' })));
    });
    expect(scattered.groundingF1).toBeLessThan(0.06);
    expect(scattered.hallucinationRate).toBeGreaterThan(0.95);
  });

  it('repeats each annotated box ten times has IoU 1 and a grounding F1 of 2/11', () => {
    const found = grade((truth) =>
      truth.label === 'real' ? { label: 'real' } : fake(regionsOf(truth).flatMap((region) => Array(10).fill(region))),
    );
    expect(found.iou).toBeCloseTo(1, 12);
    expect(found.groundingF1).toBeCloseTo(2 / 11, 12);
  });

  it('hides false boxes under low scores keeps its AP, which never ranks, and loses its grounding F1', () => {
    const rightly = (truth: Truth) => regionsOf(truth).map((region) => ({ ...region, score: 1 }));
    const junk = Array.from({ length: 90 }, (_, k) => ({ box: [k, 0, k + 3, 3] as Box, text: 'x', score: 1e-6 * k }));
    const honest = grade((truth) => (truth.label === 'real' ? { label: 'real' } : fake(rightly(truth))));
    const padded = grade((truth) =>
      truth.label === 'real'
        ? { label: 'real' }
        : fake([...rightly(truth), ...junk.slice(0, 100 - rightly(truth).length)]),
    );
    expect(honest.ap).toBeCloseTo(1, 9);
    expect(padded.ap).toBeGreaterThan(0.99);
    expect(padded.groundingF1).toBeLessThan(0.15);
  });

  it('gains nothing where empty meets empty', () => {
    const found = grade(() => ({ label: 'real' }));
    expect(found).toMatchObject({
      iou: 0,
      groundingF1: 0,
      groundedText: 0,
      hallucinationRate: null,
      fxScore: expect.any(Number),
    });
    expect(found.fxScore).toBeLessThan(0.05);
  });

  it('calls everything fake without a reason gets half of the accuracy and nothing else', () => {
    const found = grade(() => fake([]));
    expect(found).toMatchObject({ accuracy: 0.5, balancedAccuracy: 0.5, groundingF1: 0, groundedText: 0 });
  });

  it('puts every word there is into every text loses to one that says the right ones', () => {
    const words = [...new Set(truths.flatMap((truth) => regionsOf(truth).flatMap(({ text }) => text.split(' '))))];
    const [right, padded] = [undefined, words.join(' ').slice(0, 1000)].map((text) =>
      grade((truth) =>
        truth.label === 'real'
          ? { label: 'real' }
          : fake(regionsOf(truth).map((region) => ({ box: region.box, text: text ?? region.text }))),
      ),
    );
    expect(right?.groundedText).toBeCloseTo(1, 12);
    expect(padded?.groundedText).toBeLessThan(0.35);
  });

  it('says the right words in the wrong place earns nothing for them', () => {
    const found = grade((truth) =>
      truth.label === 'real'
        ? { label: 'real' }
        : fake(regionsOf(truth).map(({ text }) => ({ box: [0, 0, 1, 1] as Box, text }))),
    );
    expect(found.rougeL).toBeGreaterThan(0.3);
    expect(found.groundedText).toBe(0);
    expect(found.rightReason).toBe(0);
  });

  it('disguises its words by width, zero-width characters or capitals is read all the same', () => {
    const disguised = (text: string) =>
      [...text.toUpperCase()]
        .map((c) => (/[A-Z]/.test(c) ? String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0) : c))
        .join('\u200b');
    const textScores = (change: (text: string) => string) =>
      grade((truth) =>
        truth.label === 'real'
          ? { label: 'real' }
          : fake(regionsOf(truth).map(({ box, text }) => ({ box, text: change(text) }))),
      );
    expect(textScores(disguised).groundedText).toBe(textScores((text) => text).groundedText);
    expect(textScores(disguised).rougeL).toBe(1);
  });

  it('spells its words with look-alikes of another alphabet only loses them', () => {
    const lookAlikes = new Map(Object.entries({ a: 'а', e: 'е', o: 'о', p: 'р', c: 'с' }));
    const textScores = (change: (text: string) => string) =>
      grade((truth) =>
        truth.label === 'real'
          ? { label: 'real' }
          : fake(regionsOf(truth).map(({ box, text }) => ({ box, text: change(text) }))),
      );
    const found = textScores((text) => [...text].map((c) => lookAlikes.get(c) ?? c).join(''));
    expect(textScores((text) => text).groundedText).toBeCloseTo(1, 12);
    expect(found.groundedText).toBeLessThan(0.5);
    expect(found.rougeL).toBeLessThan(0.5);
  });

  it('lays a hundred boxes of many scales over every image stays below 0.06', () => {
    const scales = [2, 4, 8, 4].flatMap((parts, turn) =>
      Array.from({ length: parts * parts }, (_, k): Box => {
        const [x, y] = [(k % parts) / parts, Math.floor(k / parts) / parts];
        const shift = turn === 3 ? 0.5 / parts : 0;
        return [x + shift, y + shift, Math.min(1, x + shift + 1 / parts), Math.min(1, y + shift + 1 / parts)];
      }),
    );
    expect(scales).toHaveLength(100);
    const found = grade(({ width, height }) =>
      fake(scales.map(([a, b, c, d]) => ({ box: [a * width, b * height, c * width, d * height], text: 'wrong' }))),
    );
    expect(found.groundingF1).toBeLessThan(0.06);
    expect(found.fxScore).toBeLessThan(0.02);
  });

  it('turns ties of box scores its way moves AP and nothing else', () => {
    const inOrder = (turn: boolean) =>
      grade((truth) => {
        if (truth.label === 'real') return { label: 'real' };
        const right = regionsOf(truth).map((region) => ({ ...region, score: 0.5 }));
        const all = [...right, { box: [0, 0, 3, 3] as Box, text: 'x', score: 0.5 }];
        return fake(turn ? all.toReversed() : all);
      });
    const [rightFirst, wrongFirst] = [inOrder(false), inOrder(true)];
    expect(rightFirst.ap).toBeGreaterThan((wrongFirst.ap ?? 1) + 0.001);
    const noAp = { ap: null, ap50: null, ap75: null };
    expect({ ...rightFirst, ...noAp }).toEqual({ ...wrongFirst, ...noAp });
  });

  it('names all tags, a stock phrase and the whole image, and calls everything fake stays below 0.2', () => {
    const found = grade((truth) => fake([{ box: whole(truth), text: 'twisted and deformed' }], { tags: [...tags] }));
    expect(found.rightReason).toBeLessThan(0.1);
    expect(found.fxScore).toBeLessThan(0.2);
  });

  it('scores by the order of the ids has an AUROC near a half', () => {
    const order = truths.map(({ image_id }) => image_id).toSorted();
    const found = grade((truth) => ({ ...fake([]), score: order.indexOf(truth.image_id) / order.length }));
    expect(Math.abs((found.auroc ?? 0) - 0.5)).toBeLessThan(0.08); // three standard errors of 600 images
  });

  it('has every tag and box but not which image is fake ends at 0.75', () => {
    const found = grade((truth) => fake(regionsOf(truth), { tags: tagsOf(truth) }));
    // grounding, tags and text are 1; balanced accuracy is that of a constant, 1/2, which is worth nothing: 3/4
    expect(found.fxScore).toBeCloseTo(0.75, 12);
  });
});

describe('a file that', () => {
  const images = new Map(truths.slice(0, 3).map(({ image_id, width, height }) => [image_id, { width, height }]));
  const ids = [...images.keys()];
  const lines = ids.map((id) => `{"image_id": "${id}", "label": "fake", "score": 0.5}`);
  const first = (text: string) => [text.replaceAll('ID', ids[0] ?? ''), ...lines.slice(1)];
  const region = '{"box": [0, 0, 9, 9], "text": "x"}';

  it.each<[string, string[], IssueCode]>([
    ['leaves out the hard images', lines.slice(1), 'missing_image'],
    ['answers an image twice', [...lines, lines[0] ?? ''], 'duplicate_image'],
    ['answers twice in one line', first('{"image_id": "ID", "label": "real", "label": "fake"}'), 'duplicate_key'],
    ['hides an answer in a prototype', first('{"image_id": "ID", "label": "real", "__proto__": {}}'), 'unknown_field'],
    ['scores beyond all numbers', first('{"image_id": "ID", "label": "fake", "score": 1e400}'), 'bad_score'],
    ['scores by no number', first('{"image_id": "ID", "label": "fake", "score": NaN}'), 'invalid_json'],
    [
      'has an endless box',
      first('{"image_id": "ID", "label": "fake", "regions": [{"box": [0, 0, 9, 1e400], "text": "x"}]}'),
      'bad_box',
    ],
    ['names an image by a number', first('{"image_id": 9007199254740993, "label": "fake"}'), 'wrong_type'],
    [
      'has a hundred boxes and one more',
      first(`{"image_id": "ID", "label": "fake", "regions": [${Array(101).fill(region)}]}`),
      'too_many_regions',
    ],
    [
      'says more than a thousand characters of a box',
      first(`{"image_id": "ID", "label": "fake", "regions": [{"box": [0, 0, 9, 9], "text": "${'x'.repeat(1001)}"}]}`),
      'bad_text',
    ],
    [
      'explains what it calls real',
      first(`{"image_id": "ID", "label": "real", "regions": [${region}]}`),
      'explained_real',
    ],
  ])('%s is refused, and nothing is cut off or guessed', async (_name, file, code) => {
    const list = await checkPredictions(Readable.from([Buffer.from(file.join('\n'))]), images);
    const also = code === 'invalid_json' || code === 'wrong_type' ? ['missing_image'] : []; // whose line is none
    expect(Object.keys(list.counts)).toEqual([code, ...also]);
  });
});
