import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { sha256Of } from '#submissions/sha256.ts';

/** The files in `prompts/`. */
export const promptNames = ['fakexplainer.v1', 'mini.v1'] as const;

/** One version of the prompt, as in `prompts/`. TypeScript and Python render it alike and name it by its hash. */
const prompt = z.strictObject({
  id: z.string().min(1),
  origin: z.enum(['paper', 'code', 'project']),
  imageFirst: z.literal(true),
  system: z.string().min(1),
  user: z.string().min(1),
});
export type Prompt = z.infer<typeof prompt>;

/** @param name as in "fakexplainer.v1" @throws when there is no such file, or it is not a prompt */
export async function loadPrompt(name: string): Promise<Prompt> {
  const file = new URL(`prompts/${name}.json`, import.meta.url);
  return prompt.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** The prompt in Qwen2.5-VL's chat template, the image as one placeholder. */
function renderPrompt({ system, user }: Prompt): string {
  return [
    `<|im_start|>system\n${system}<|im_end|>\n`,
    `<|im_start|>user\n<|vision_start|><|image_pad|><|vision_end|>${user}<|im_end|>\n`,
    '<|im_start|>assistant\n',
  ].join('');
}

/** The hash that names the prompt in a run's manifest. */
export function promptSha256(of: Prompt): string {
  return sha256Of(renderPrompt(of));
}
