import { z } from 'zod';
import { box } from './format.ts';

/** The annotated objects of a record: text and box of each, in the same order. */
export const swiftObjects = z.object({ ref: z.array(z.string()).default([]), bbox: z.array(box).default([]) });

/** A chat record of ms-swift, the training program of the baseline: messages, images and annotated objects. */
export const swiftRecord = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  images: z.array(z.union([z.string(), z.object({ path: z.string() }).transform(({ path }) => path)])),
  objects: swiftObjects.nullish(),
});

/**
 * The last message of the assistant; '' when there is none.
 *
 * @example
 * assistantAnswer([{ role: 'user', content: '<image>' }, { role: 'assistant', content: 'real' }]) // → 'real'
 * assistantAnswer([]) // → ''
 */
export function assistantAnswer(messages: z.infer<typeof swiftRecord>['messages']): string {
  return messages.findLast(({ role }) => role === 'assistant')?.content ?? '';
}
