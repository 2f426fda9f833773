import type { APIRoute } from 'astro';
import { refuse } from '#site/api/answers.ts';
import { onlyGet } from '#site/api/methods.ts';

/** `dev.jsonl`, `test.jsonl` and, where there is one, `train.jsonl`: the manifests, where the data page has them too. */
export const GET: APIRoute = ({ params, redirect }) => {
  const [, split] = /^(train|dev|test)\.jsonl$/.exec(params['file'] ?? '') ?? [];
  return split
    ? redirect(`/data/${split}.manifest.jsonl`, 307)
    : refuse(404, 'Manifests: dev.jsonl, test.jsonl, and train.jsonl where there is one.');
};

export const ALL = onlyGet(GET);
