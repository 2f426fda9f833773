import { type Prediction, prediction, type Truth, truth } from '#submissions/format.ts';

export const exampleSetNames = ['verdicts', 'tags', 'boxes'] as const;
export type ExampleSetName = (typeof exampleSetNames)[number];

/** A small split with its answers and one submission, as lines of real files, for the worked examples. */
export interface ExampleSet {
  title: string;
  /** what it is for */
  about: string;
  /** JSON Lines */
  truth: readonly string[];
  predictions: readonly string[];
}

const size = '"source": "coco", "width": 100, "height": 100';
const ofGan = `"family": "gan", "generator": "G", ${size}`;

export const exampleSets: Record<ExampleSetName, ExampleSet> = {
  verdicts: {
    title: 'Five verdicts',
    about: 'Three fakes and two real images, each with a score. One fake is missed and one real image is accused.',
    truth: [
      `{"image_id": "a", "label": "fake", ${ofGan}, "regions": [], "tags": []}`,
      `{"image_id": "b", "label": "fake", ${ofGan}, "regions": [], "tags": []}`,
      `{"image_id": "c", "label": "fake", ${ofGan}, "regions": [], "tags": []}`,
      `{"image_id": "d", "label": "real", ${size}}`,
      `{"image_id": "e", "label": "real", ${size}}`,
    ],
    predictions: [
      '{"image_id": "a", "label": "fake", "score": 0.9}',
      '{"image_id": "b", "label": "fake", "score": 0.6}',
      '{"image_id": "c", "label": "real", "score": 0.2}',
      '{"image_id": "d", "label": "fake", "score": 0.6}',
      '{"image_id": "e", "label": "real", "score": 0.1}',
    ],
  },
  tags: {
    title: 'Three fakes with tags',
    about: 'One set of tags is right, one lacks a tag, one is wrong.',
    truth: [
      `{"image_id": "a", "label": "fake", ${ofGan}, "regions": [], "tags": ["attributes", "texture"]}`,
      `{"image_id": "b", "label": "fake", ${ofGan}, "regions": [], "tags": ["texture", "other"]}`,
      `{"image_id": "c", "label": "fake", ${ofGan}, "regions": [], "tags": ["other"]}`,
    ],
    predictions: [
      '{"image_id": "a", "label": "fake", "tags": ["attributes", "texture"]}',
      '{"image_id": "b", "label": "fake", "tags": ["texture"]}',
      '{"image_id": "c", "label": "fake", "tags": ["texture"]}',
    ],
  },
  boxes: {
    title: 'Two fakes explained',
    about:
      'Two annotated fakes and two real images, each of 100 × 100 pixels. p1, p2 and p3 each find an annotated box, more or less; p4 sits on a box that p3 has found already, and p5 on a real image. g4 is not found.',
    truth: [
      `{"image_id": "a", "label": "fake", ${ofGan}, "regions": [{"box": [10, 10, 50, 35], "text": "left leg missing"}, {"box": [60, 60, 80, 80], "text": "a broken beak"}], "tags": ["perspective", "attributes", "texture"]}`,
      `{"image_id": "b", "label": "fake", ${ofGan}, "regions": [{"box": [10, 10, 60, 70], "text": "two suns visible"}, {"box": [70, 60, 90, 90], "text": "edge torn off"}], "tags": ["other"]}`,
      `{"image_id": "c", "label": "real", ${size}}`,
      `{"image_id": "d", "label": "real", ${size}}`,
    ],
    predictions: [
      '{"image_id": "a", "label": "fake", "regions": [{"box": [10, 10, 50, 30], "text": "leg missing", "score": 0.9}, {"box": [50, 60, 100, 80], "text": "bent beak", "score": 0.5}], "tags": ["perspective", "attributes", "texture"]}',
      '{"image_id": "b", "label": "fake", "regions": [{"box": [10, 10, 60, 46], "text": "odd suns", "score": 0.7}, {"box": [10, 10, 50, 40], "text": "edge torn", "score": 0.6}], "tags": ["texture"]}',
      '{"image_id": "c", "label": "fake", "regions": [{"box": [40, 40, 80, 70], "text": "blurred", "score": 0.8}], "tags": ["texture"]}',
      '{"image_id": "d", "label": "real"}',
    ],
  },
};

/** An image of a set with its annotation and its prediction. */
export interface ExampleImage {
  truth: Truth;
  prediction: Prediction;
  /** the names of its boxes in the examples: g1, g2 … and p1, p2 …, counted through the set */
  names: { annotated: string[]; predicted: string[] };
}

/** The lines of a set, parsed, image by image. @throws when a line is not of the format */
export function readExampleSet(name: ExampleSetName): ExampleImage[] {
  const counts = { g: 0, p: 0 };
  const next = (letter: keyof typeof counts) => `${letter}${++counts[letter]}`;
  return exampleSets[name].truth.map((line, index) => {
    const image = { truth: truth.parse(JSON.parse(line)), prediction: predictionOf(name, index) };
    const annotated = image.truth.label === 'fake' ? image.truth.regions.map(() => next('g')) : [];
    return { ...image, names: { annotated, predicted: (image.prediction.regions ?? []).map(() => next('p')) } };
  });
}

function predictionOf(name: ExampleSetName, index: number): Prediction {
  return prediction.parse(JSON.parse(exampleSets[name].predictions[index] ?? 'null'));
}
