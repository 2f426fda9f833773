import type { IssueCode, IssueHint } from './issue.ts';
import { inMebibytes, limits } from './limits.ts';

/** What each code means and what to do about it, for readers of the docs; the order is that of the codes. */
export const issueCatalogue: Record<IssueCode, { when: string; fix: string }> = {
  empty_file: {
    when: 'The file holds no prediction line at all.',
    fix: 'Write one JSON object a line, one line an image of the split.',
  },
  bad_compression: {
    when: 'A gzip or Zstandard stream is broken or cut off.',
    fix: 'Compress the file again, as one stream, or send it plain.',
  },
  file_too_large: {
    when: `More than ${inMebibytes(limits.fileBytes)} as uploaded or ${inMebibytes(limits.unpackedBytes)} unpacked, counted while reading.`,
    fix: 'Compress the file, or shorten texts.',
  },
  line_too_long: {
    when: `A line is longer than ${inMebibytes(limits.lineBytes)}.`,
    fix: 'Is it JSON Lines, with a line end after each object, and not one JSON array?',
  },
  not_utf8: { when: 'A line is not UTF-8.', fix: 'Write the file with encoding UTF-8.' },
  invalid_json: {
    when: 'A line is not JSON. NaN and Infinity are not JSON either.',
    fix: 'Write lines with a JSON library, and finite numbers only.',
  },
  not_an_object: { when: 'A line is JSON, but no object.', fix: 'Each line is one {…}.' },
  duplicate_key: {
    when: 'A key stands twice in one object, at any depth, also when one is written with escapes.',
    fix: 'Keep one of the two; programs would silently differ in which they read.',
  },
  unknown_field: {
    when: 'A field that the format does not have, at any depth.',
    fix: 'Remove it, or correct its name: everything in the file is graded or refused, never ignored.',
  },
  missing_field: { when: 'A required field is missing.', fix: 'Add it.' },
  wrong_type: { when: 'A field has another type than the format says.', fix: 'Write the type that the table names.' },
  bad_label: { when: 'A label other than real or fake.', fix: 'Write "real" or "fake", in lower case.' },
  bad_score: {
    when: 'An image score outside 0…1, or not finite.',
    fix: 'Give the probability that the image is fake, or leave it out on every line.',
  },
  bad_box: { when: 'A box is not an array of exactly four finite numbers.', fix: 'Write [x1, y1, x2, y2].' },
  box_inverted: {
    when: 'x1 ≥ x2 or y1 ≥ y2.',
    fix: 'Boxes are corners, not [x, y, width, height]; a box without area is no box.',
  },
  box_outside_image: {
    when: `A box sticks out of the image by more than ${limits.outsidePixels} px.`,
    fix: 'Scale boxes back to the published image: absolute pixels, not those of a resized input.',
  },
  too_many_regions: {
    when: `More than ${limits.regionsPerImage} regions on an image.`,
    fix: 'Keep the best; surplus boxes cost grounding F1 anyway.',
  },
  bad_text: {
    when: `A region's text is empty or has more than ${limits.textCharacters.toLocaleString('en')} characters.`,
    fix: 'Say what is wrong there, in a sentence.',
  },
  unknown_tag: { when: 'A tag that is not one of the six.', fix: 'See the table of tags.' },
  duplicate_tag: { when: 'A tag twice on one image.', fix: 'Keep one.' },
  explained_real: {
    when: 'A line says real and has a region or a tag.',
    fix: 'A real verdict explains nothing: drop them, or call the image fake.',
  },
  mixed_region_scores: {
    when: 'Some regions of the file have a score and some have none; reported on the first line that departs.',
    fix: 'Give every region a score, or none.',
  },
  duplicate_image: { when: 'A second line for the same image.', fix: 'Keep one line an image.' },
  unknown_image: {
    when: 'An id that is not in the split. Where hardly any id of the file is, the first such line says of which split they are.',
    fix: 'Take the ids from the manifest of the split you submit to; file names are not ids.',
  },
  missing_image: {
    when: 'An image of the split without a line; one issue an image, with no line number.',
    fix: 'Predict every image. There is no default answer.',
  },
};

/** What a hint means for a team. */
export const hintSentences: Record<IssueHint, string> = {
  looks_normalized: 'Most boxes look normalised to 0…1; absolute pixels are expected.',
  looks_norm1000: 'Most boxes look normalised to 0…1000; absolute pixels are expected.',
  looks_xywh: 'Most boxes look like [x, y, width, height]; [x1, y1, x2, y2] is expected.',
  looks_yxyx: 'Most boxes look like [y1, x1, y2, x2]; [x1, y1, x2, y2] is expected.',
  looks_cxcywh: 'Most boxes look like [centre x, centre y, width, height]; [x1, y1, x2, y2] is expected.',
  looks_normalized_xywh:
    'Most boxes look like [x, y, width, height] normalised to 0…1; [x1, y1, x2, y2] in absolute pixels is expected.',
  looks_normalized_cxcywh:
    'Most boxes look like [centre x, centre y, width, height] normalised to 0…1, as YOLO writes them; [x1, y1, x2, y2] in absolute pixels is expected.',
};
