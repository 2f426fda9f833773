import type { DatasetImage, Part } from '#grader/dataset/directory.ts';
import type { Box } from '#submissions/format.ts';
import { limits } from '#submissions/limits.ts';
import type { Check, Finding } from './finding.ts';

const leastSide = 4;
/** share of the image from which a box no longer points at anything */
const mostShare = 0.98;

/** What is wrong with the annotations of each image, taken by themselves. */
export function annotationFindings(part: Part, images: readonly DatasetImage[]): Finding[] {
  return images.flatMap((image) =>
    problemsOf(image).map(([check, message]) => ({ check, part, imageId: image.truth.image_id, message })),
  );
}

function problemsOf({ manifest, truth }: DatasetImage): [Check, string][] {
  const problems: [Check, string][] = [];
  const { width, height } = truth;
  if (width !== manifest.width || height !== manifest.height) {
    problems.push([
      'wrong_size',
      `The truth says ${width}×${height}, the manifest ${manifest.width}×${manifest.height}.`,
    ]);
  }
  if (truth.label === 'real') return problems;
  if (truth.regions.length === 0) problems.push(['no_regions', 'A fake without a region explains nothing.']);
  if (truth.tags.length === 0) problems.push(['no_tags', 'A fake without a tag.']);
  const seen = new Set<string>();
  for (const [i, { box, text }] of truth.regions.entries()) {
    const boxProblem = problemOfBox(box, [width, height]);
    if (boxProblem) problems.push([boxProblem[0], `regions[${i}].box [${box.join(', ')}]: ${boxProblem[1]}`]);
    const textProblem = problemOfText(text);
    if (textProblem) problems.push(['bad_text', `regions[${i}].text: ${textProblem}`]);
    const key = JSON.stringify([box, text]);
    if (seen.has(key)) problems.push(['repeated_region', `regions[${i}] repeats an earlier region.`]);
    seen.add(key);
  }
  return problems;
}

/** What is wrong with a box in an image of this size, or null. */
export function problemOfBox(box: Box, [width, height]: readonly [number, number]): [Check, string] | null {
  const [x1, y1, x2, y2] = box;
  if (x1 >= x2 || y1 >= y2) return ['bad_box', 'empty or inverted.'];
  if (x1 < 0 || y1 < 0 || x2 > width || y2 > height) return ['bad_box', `outside the image of ${width}×${height}.`];
  if (x2 - x1 < leastSide || y2 - y1 < leastSide) return ['absurd_box', `less than ${leastSide} pixels wide or high.`];
  if ((x2 - x1) * (y2 - y1) > mostShare * width * height) return ['absurd_box', 'all of the image.'];
  return null;
}

function problemOfText(text: string): string | null {
  if (text.trim() === '') return 'empty.';
  if ([...text].length > limits.textCharacters) return `over ${limits.textCharacters} characters.`;
  return /\p{L}/u.test(text) ? null : `no letter in ${JSON.stringify(text)}.`;
}
