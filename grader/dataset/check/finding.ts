import type { Part } from '#grader/dataset/directory.ts';

/** What the quality control looks for, and what each finding means. */
const checks = {
  missing_file: 'the manifest names a file that is not there',
  unreadable_file: 'the file is not an image, or broken',
  wrong_hash: 'the file is not the one of the manifest',
  wrong_size: 'width or height differ between manifest, truth and file',
  stray_file: 'a file that no manifest names',
  duplicate_image: 'the same file twice',
  near_duplicate: 'two images look the same, but lie in different splits or carry different labels',
  bad_box: 'a box is empty, inverted, not finite or outside the image',
  absurd_box: 'a box is smaller than 4 pixels, or all of the image',
  repeated_region: 'the same box with the same text twice',
  bad_text: 'a text is empty, too long or without a letter',
  no_regions: 'a fake without a single region',
  no_tags: 'a fake without a tag',
  unbalanced_labels: 'less than a third of the images of a split have one of the labels',
  unbalanced_generators: 'one generator has more than five times the images of another',
  telling_order: 'the order of the lines goes with the label',
  telling_id: 'the order of the ids goes with the label',
  telling_format: 'the file format goes with the label',
} as const;
export type Check = keyof typeof checks;

export interface Finding {
  check: Check;
  part: Part | null;
  imageId: string | null;
  message: string;
}
