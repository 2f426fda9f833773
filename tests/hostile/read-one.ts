import { readFileSync } from 'node:fs';
import { readPredictions } from '#grader/reading/read-file.ts';
import { openScoringThreads } from '#grader/scoring/threads.ts';
import { packTruth } from '#grader/truth/pack.ts';
import type { Truth } from '#submissions/format.ts';
import { type HostileFile, hostileFiles } from './files.ts';

/** A process of its own that reads one hostile file, as the grader does, and tells what came of it and its memory. */
const [name = ''] = process.argv.slice(2);
const file = new Map<string, HostileFile>(Object.entries(hostileFiles)).get(name);
if (!file) throw new Error(`There is no hostile file ${name}.`);

const truths = Array.from({ length: 10_000 }, (_, i): Truth => {
  const image = { image_id: `i${i}`, source: 'coco', width: 100, height: 100 } as const;
  if (i % 2 === 0) return { ...image, label: 'real' };
  return {
    ...image,
    label: 'fake',
    family: 'gan',
    generator: 'g',
    regions: [{ box: [0, 0, 9, 9], text: 'a' }],
    tags: [],
  };
});
const pack = packTruth(truths);
const before = peakKibibytes();
const open = () => file.open(truths.map(({ image_id }) => image_id));
const read = await readPredictions(openScoringThreads(1), open, { truth: pack });
const outcome =
  read.kind === 'issues'
    ? read.list.counts
    : { regions: read.measurements.regionCount.reduce((sum, count) => sum + count, 0) };
console.log(JSON.stringify({ outcome, before, after: peakKibibytes() }));

/** The most this program has held. `maxRSS` would also count what the process that started it held at that moment. */
function peakKibibytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes);
}
