import type { Dataset } from '#db/schema.ts';
import { familySlice, generatorSlice, overallSlice } from '#submissions/scorecard.ts';
import { families, familyTitles } from '#submissions/terms.ts';

/** Slices with fewer fakes are marked as small: their intervals are wide. */
export const smallSlice = 30;

export interface SliceCounts {
  n: number;
  fakes: number;
  reals: number;
}

/** The images of a slice: its fakes and all reals. Null when the data set has no such family or generator. */
export function countSlice(
  { generators, reals }: Pick<Dataset, 'generators' | 'reals'>,
  slice: string,
): SliceCounts | null {
  const members = generators.filter(({ family, generator }) =>
    [overallSlice, familySlice(family), generatorSlice(generator)].includes(slice),
  );
  if (members.length === 0 && slice !== overallSlice) return null;
  const fakes = members.reduce((sum, member) => sum + member.fakes, 0);
  return { n: fakes + reals, fakes, reals };
}

/** The slices that have a tab: overall, then each family. */
export function familyTabs(): { slice: string; title: string }[] {
  return [
    { slice: overallSlice, title: 'Overall' },
    ...families.map((family) => ({ slice: familySlice(family), title: familyTitles[family] })),
  ];
}

export interface GeneratorGroup {
  title: string;
  generators: { slice: string; name: string; fakes: number }[];
}

/** The data set's generators by family, in natural order; families without one are left out. */
export function generatorGroups({ generators }: Pick<Dataset, 'generators'>): GeneratorGroup[] {
  const byName = generators.toSorted((a, b) => a.generator.localeCompare(b.generator, 'en', { numeric: true }));
  return families
    .map((family) => ({
      title: familyTitles[family],
      generators: byName
        .filter((each) => each.family === family)
        .map(({ generator, fakes }) => ({ slice: generatorSlice(generator), name: generator, fakes })),
    }))
    .filter((group) => group.generators.length > 0);
}

/** The name of a slice in a heading: `All generators`, `GAN`, `gan-3`. */
export function sliceTitle(slice: string): string {
  const family = families.find((each) => familySlice(each) === slice);
  if (family) return familyTitles[family];
  return slice === overallSlice ? 'All generators' : slice.slice(slice.indexOf(':') + 1);
}

/** The sentence under a board's heading. */
export function sliceLead(slice: string): string {
  if (slice === overallSlice) {
    return 'Detectors of AI-generated images, judged on what they say as well as on where they point: is the image fake, which regions give it away, and why.';
  }
  const what = slice.startsWith('family:') ? `the ${sliceTitle(slice)} family` : sliceTitle(slice);
  return `The same submissions seen through one slice: the fake images of ${what}, and all real images.`;
}
