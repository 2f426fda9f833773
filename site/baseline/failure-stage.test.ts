import { expect, it } from 'vitest';
import { failureStage } from './failure-stage.ts';

const at = (asked: number) => ({ asked, total: 1200, malformed: 0, imagesPerSecond: 1, secondsLeft: null });

it('names the stage at which a run failed: at the model server, among the images, at the upload', () => {
  expect(failureStage(null)).toBe('before the first answer');
  expect(failureStage(at(0))).toBe('before the first answer');
  expect(failureStage(at(3))).toBe('after 3 of 1,200 images');
  expect(failureStage(at(1200))).toBe('after the last image, before its file was submitted');
});
