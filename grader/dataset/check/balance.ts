import { countGenerators, type DatasetImage, type Part } from '#grader/dataset/directory.ts';
import { type RankSum, rankSum } from '#grader/dataset/rank-sum.ts';
import type { Check, Finding } from './finding.ts';

/** Standard errors from 0.5 beyond which a public property gives the label away. */
const tellingZ = 4;
const leastLabelShare = 1 / 3;
const mostGeneratorRatio = 5;

/** The contents of a part. */
export interface Balance {
  reals: number;
  fakes: number;
  sources: Record<string, number>;
  generators: Record<string, number>;
  regionsPerFake: number | null;
  /** whether the label goes with the place in the manifest, the id, the file's ending */
  order: RankSum | null;
  id: RankSum | null;
  format: RankSum | null;
}

/** What a part holds, and whether anything public gives the labels away. */
export function balanceOf(images: readonly DatasetImage[]): Balance {
  const isFake = images.map(({ truth }) => truth.label === 'fake');
  const fakes = images.flatMap(({ truth }) => (truth.label === 'fake' ? [truth] : []));
  const regions = fakes.reduce((sum, fake) => sum + fake.regions.length, 0);
  const ids = images.map(({ manifest }) => manifest.image_id).sort();
  const placeOfId = new Map(ids.map((id, i) => [id, i]));
  const sources: Record<string, number> = {};
  for (const { truth } of images) sources[truth.source] = (sources[truth.source] ?? 0) + 1;
  return {
    reals: images.length - fakes.length,
    fakes: fakes.length,
    sources,
    generators: Object.fromEntries(countGenerators(images).map((each) => [each.generator, each.fakes])),
    regionsPerFake: fakes.length === 0 ? null : regions / fakes.length,
    order: rankSum(
      images.map((_, i) => i),
      isFake,
    ),
    id: rankSum(
      images.map(({ manifest }) => placeOfId.get(manifest.image_id) ?? 0),
      isFake,
    ),
    format: rankSum(formatNumbers(images), isFake),
  };
}

/** 1 for the most common file ending, 0 for the others. */
function formatNumbers(images: readonly DatasetImage[]): number[] {
  const endings = images.map(({ manifest }) => manifest.file.split('.').at(-1)?.toLowerCase() ?? '');
  const counts = Map.groupBy(endings, (ending) => ending);
  const [common] = [...counts].sort(([, a], [, b]) => b.length - a.length);
  return endings.map((ending) => (ending === common?.[0] ? 1 : 0));
}

/** What is wrong with the images of a part as a whole. */
export function balanceFindings(part: Part, images: readonly DatasetImage[]): Finding[] {
  const balance = balanceOf(images);
  const findings: Finding[] = [];
  const report = (check: Check, message: string) => findings.push({ check, part, imageId: null, message });
  const least = Math.min(balance.reals, balance.fakes);
  if (least < leastLabelShare * images.length)
    report('unbalanced_labels', `${balance.reals} real and ${balance.fakes} fake images.`);
  const counts = Object.values(balance.generators);
  if (counts.length > 1 && Math.max(...counts) > mostGeneratorRatio * Math.min(...counts)) {
    report('unbalanced_generators', `From ${Math.min(...counts)} to ${Math.max(...counts)} images of a generator.`);
  }
  for (const [check, found] of [
    ['telling_order', balance.order],
    ['telling_id', balance.id],
    ['telling_format', balance.format],
  ] as const) {
    if (found && Math.abs(found.z) > tellingZ)
      report(check, `AUROC ${found.auroc.toFixed(3)}, z = ${found.z.toFixed(1)}.`);
  }
  return findings;
}
