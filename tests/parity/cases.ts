import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Prediction, Truth } from '#submissions/format.ts';
import { families, tags } from '#submissions/terms.ts';

/** A small data set with predictions for it. */
export interface Case {
  name: string;
  truth: Truth[];
  predictions: Prediction[];
}

type Box = [number, number, number, number];
const words = [
  'left',
  'tire',
  'too',
  'thin',
  'hand',
  'has',
  'six',
  'fingers',
  'text',
  'blurry',
  'and',
  'not',
  'readable',
  '3D',
];

/**
 * Case `number`: 2 to 31 images of whole-number boxes, made so that ties, duplicates, empty sides, exact hits and
 * missing scores are common. Every case has a fake and a real image.
 */
export function randomCase(number: number): Case {
  const random = xoroshiro128plus(20_251_124 + number);
  const draw = (n: number) => uniformInt(random, 0, n - 1);
  const chance = (percent: number) => draw(100) < percent;
  const text = () => Array.from({ length: 1 + draw(6) }, () => words[draw(words.length)]).join(chance(10) ? ', ' : ' ');
  const box = (): Box => {
    const [x, y] = [draw(80), draw(60)];
    return [x, y, x + 1 + draw(100 - x), y + 1 + draw(80 - y)];
  };
  const someTags = () => tags.filter(() => chance(30));
  const [scored, regionsScored, coarse] = [chance(70), chance(70), chance(50)];
  const score = () => (coarse ? draw(5) / 4 : draw(1000) / 999);
  const truth: Truth[] = [];
  const predictions: Prediction[] = [];
  for (let i = 0; i < 2 + draw(30); i++) {
    const image = { image_id: `i${draw(1000)}-${i}`, source: 'coco' as const, width: 100, height: 80 };
    const isFake = i === 0 || (i > 1 && chance(60));
    const generator = draw(4);
    const regions = Array.from({ length: draw(6) }, () => ({ box: box(), text: text() }));
    truth.push(
      isFake
        ? {
            ...image,
            label: 'fake',
            family: families[generator]!,
            generator: `g${generator}`,
            regions,
            tags: someTags(),
          }
        : { ...image, label: 'real' },
    );
    const saysFake = chance(isFake ? 80 : 25);
    const near = ([x1, y1, x2, y2]: Box): Box => {
      const shift = draw(5) - 2;
      return [Math.max(0, x1 + shift), y1, Math.min(100, Math.max(x1 + 3, x2)), Math.min(80, y2 + draw(3))];
    };
    const told = Array.from({ length: draw(7) }, () => {
      const annotated = regions[draw(Math.max(1, regions.length))];
      const placed = annotated && isFake && chance(60) ? (chance(40) ? annotated.box : near(annotated.box)) : box();
      const said = annotated && chance(40) ? annotated.text : text();
      return { box: placed, text: said, ...(regionsScored ? { score: draw(coarse ? 3 : 100) / 10 } : {}) };
    });
    const base = { image_id: image.image_id, ...(scored ? { score: score() } : {}) };
    predictions.push(
      saysFake
        ? { ...base, label: 'fake', regions: chance(10) ? [...told, ...told.slice(0, 1)] : told, tags: someTags() }
        : { ...base, label: 'real' },
    );
  }
  return { name: `random ${number}`, truth, predictions };
}

/** The corners: nothing said, everything said, everything right, the same box a hundred times, one class only by verdict. */
export function edgeCases(): Case[] {
  const { truth } = randomCase(1);
  const all = (name: string, tell: (line: Truth) => Omit<Prediction, 'image_id'>): Case => ({
    name,
    truth,
    predictions: truth.map((line) => ({ image_id: line.image_id, ...tell(line) })),
  });
  const whole: Box = [0, 0, 100, 80];
  return [
    all('all real', () => ({ label: 'real' })),
    all('all real, one score', () => ({ label: 'real', score: 0.5 })),
    all('all fake, no region', () => ({ label: 'fake', score: 1 })),
    all('whole image', () => ({
      label: 'fake',
      score: 1,
      regions: [{ box: whole, text: 'wrong', score: 1 }],
      tags: [...tags],
    })),
    all('the truth', (line) =>
      line.label === 'real'
        ? { label: 'real', score: 0 }
        : {
            label: 'fake',
            score: 1,
            regions: line.regions.map((region) => ({ ...region, score: 1 })),
            tags: line.tags,
          },
    ),
    all('a hundred boxes', () => ({
      label: 'fake',
      score: 0.9,
      regions: Array.from({ length: 100 }, (_, i) => ({
        box: [i % 90, 5, (i % 90) + 10, 40] as Box,
        text: 'a',
        score: i,
      })),
    })),
    all('turned round', (line) => ({
      label: line.label === 'real' ? 'fake' : 'real',
      score: line.label === 'real' ? 1 : 0,
    })),
  ];
}
