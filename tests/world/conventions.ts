import type { Prediction } from '#submissions/format.ts';

const mapLines = (text: string, change: (line: Prediction) => unknown) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.stringify(change(JSON.parse(line))))
    .join('\n');

/** A prediction file with boxes as x, y, width, height. */
export const asWidthAndHeight = (text: string) =>
  mapLines(text, (line) => ({
    ...line,
    ...(line.regions && {
      regions: line.regions.map(({ box: [x1, y1, x2, y2], ...rest }) => ({ ...rest, box: [x1, y1, x2 - x1, y2 - y1] })),
    }),
  }));

/** A prediction file as raw answers of the reference model. */
export const asRawAnswers = (file: string) =>
  mapLines(file, ({ image_id, label, regions = [], tags = [] }) => {
    const parts = regions.map(
      ({ text, box }) =>
        `<|object_ref_start|>${text}<|object_ref_end|><|box_start|>[${box.map(Math.round)}]<|box_end|>`,
    );
    const verdict = label === 'fake' ? 'generated' : 'real';
    return { image_id, response: `<think>${parts.join('')}<tag>${tags}</tag></think><verdict>${verdict}</verdict>` };
  });
