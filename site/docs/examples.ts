import type { MetricKey } from '#submissions/scorecard.ts';
import { detection } from './examples/detection.ts';
import type { WorkedExample } from './examples/example.ts';
import { tags, text } from './examples/explanations.ts';
import { grounding } from './examples/grounding.ts';
import { joint } from './examples/joint.ts';

/** A worked example for each metric; a metric without one is a type error, a wrong one fails a test. */
export const metricExamples: Record<MetricKey, WorkedExample> = {
  ...joint,
  ...detection,
  ...grounding,
  ...tags,
  ...text,
};
