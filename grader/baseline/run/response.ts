import { type Tag, tags } from '#submissions/terms.ts';
import { type RegionFailure, type ResponseRegion, readRegions, trimBlanks } from './response-regions.ts';

/**
 * The model's answer: `<think> prose and regions <tag>a, b</tag> </think><verdict>generated</verdict>`. It is read as
 * far as it follows the grammar; every departure is listed, none throws, and none passes for "real".
 * The same grammar as train/fakexplainer/response.py; tests/golden/baseline/response.json is the test of both.
 * Source of the form: the authors' mllm-defake code (docs/baseline.md).
 */
export const responseFailures = [
  'empty',
  'no_think',
  'unclosed_think',
  'text_outside',
  'no_verdict',
  'unclosed_verdict',
  'unknown_verdict',
  'repeated_verdict',
  'unclosed_tag',
  'unknown_tag',
  'repeated_tag',
  'broken_region',
  'reversed_box',
  'explained_real',
  'no_region',
  'no_tag',
] as const;
export type ResponseFailure = (typeof responseFailures)[number];

/** The model's verdicts, as in the authors' code, and the data set's labels. */
export const labelOfVerdict = { real: 'real', generated: 'fake' } as const;
export type Verdict = keyof typeof labelOfVerdict;

export interface Response {
  /** null: there is none that can be read */
  verdict: Verdict | null;
  regions: ResponseRegion[];
  tags: Tag[];
  /** what departs from the grammar, in the order of `responseFailures`, without repeats */
  failures: ResponseFailure[];
}

export function parseResponse(answer: string): Response {
  const response: Response = { verdict: null, regions: [], tags: [], failures: [] };
  if (trimBlanks(answer) === '') return { ...response, failures: ['empty'] };
  const found = new Set<ResponseFailure>();

  const parts = splitThink(answer, found);
  const verdicts = takeBlocks(parts.outside, 'verdict');
  response.verdict = readVerdict(verdicts, found);

  const inner = takeBlocks(parts.think, 'tag');
  const outer = takeBlocks(verdicts.rest, 'tag');
  if (inner.open || outer.open) found.add('unclosed_tag');
  response.tags = readTags([...inner.contents, ...outer.contents], found);

  const regionFailures = new Set<RegionFailure>();
  response.regions = readRegions(inner.rest, regionFailures);
  for (const failure of regionFailures) found.add(failure);
  if (trimBlanks(outer.rest) !== '') found.add('text_outside');
  const explained = response.regions.length > 0 || response.tags.length > 0 || regionFailures.size > 0;
  if (response.verdict === 'real' && explained) found.add('explained_real');
  if (response.verdict === 'generated' && response.regions.length === 0) found.add('no_region');
  if (response.verdict === 'generated' && response.tags.length === 0) found.add('no_tag');
  response.failures = responseFailures.filter((failure) => found.has(failure));
  return response;
}

/** The contents of the first think block, and the text around it. */
function splitThink(answer: string, found: Set<ResponseFailure>): { think: string; outside: string } {
  const start = answer.indexOf('<think>');
  if (start < 0) {
    found.add('no_think');
    return { think: '', outside: answer };
  }
  const begin = start + '<think>'.length;
  const end = answer.indexOf('</think>', begin);
  if (end >= 0)
    return { think: answer.slice(begin, end), outside: answer.slice(0, start) + answer.slice(end + '</think>'.length) };
  found.add('unclosed_think');
  const verdictAt = answer.indexOf('<verdict>', start);
  const stop = verdictAt >= 0 ? verdictAt : answer.length;
  return { think: answer.slice(begin, stop), outside: answer.slice(0, start) + answer.slice(stop) };
}

function readVerdict({ contents, open }: Blocks, found: Set<ResponseFailure>): Verdict | null {
  const word = trimBlanks(contents[0] ?? '');
  if (open) found.add('unclosed_verdict');
  else if (contents.length === 0) found.add('no_verdict');
  else if (contents.length > 1) found.add('repeated_verdict');
  else if (word === 'real' || word === 'generated') return word;
  else found.add('unknown_verdict');
  return null;
}

/** The tags of the first block; a second block, or a tag twice, is a failure. */
function readTags(blocks: readonly string[], found: Set<ResponseFailure>): Tag[] {
  if (blocks.length > 1) found.add('repeated_tag');
  const read: Tag[] = [];
  for (const part of (blocks[0] ?? '').split(',')) {
    const word = trimBlanks(part);
    const tag = tags.find((each) => each === word);
    if (tag === undefined && word !== '') found.add('unknown_tag');
    else if (tag !== undefined && read.includes(tag)) found.add('repeated_tag');
    else if (tag !== undefined) read.push(tag);
  }
  return read;
}

interface Blocks {
  contents: string[];
  /** the text without the blocks */
  rest: string;
  /** the last one is not closed */
  open: boolean;
}

/** The contents of all `<name>…</name>` blocks of a text. */
function takeBlocks(text: string, name: string): Blocks {
  const [opening, closing] = [`<${name}>`, `</${name}>`];
  const contents: string[] = [];
  let rest = '';
  let at = 0;
  while (true) {
    const start = text.indexOf(opening, at);
    if (start < 0) return { contents, rest: rest + text.slice(at), open: false };
    const end = text.indexOf(closing, start + opening.length);
    if (end < 0) return { contents, rest: rest + text.slice(at, start), open: true };
    contents.push(text.slice(start + opening.length, end));
    rest += text.slice(at, start);
    at = end + closing.length;
  }
}
