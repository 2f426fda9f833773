import { type Family, families } from '#submissions/terms.ts';
import { openRandom } from '../random.ts';
import { type DefectName, defectNames } from './defects.ts';

/** A procedural "generator": named after its family and a number, with a look and habits of its own. */
export interface Generator {
  name: string;
  family: Family;
  /** strength of the family's look, 0.5…1.5 */
  strength: number;
  /** mean number of defects in an image */
  defects: number;
  /** how likely each defect is with this generator, against the others */
  habits: ReadonlyMap<DefectName, number>;
}

const howMany: Record<Family, number> = { diffusion: 12, gan: 4, dit: 6, others: 6 };

/** All 28, the same for every seed of the data. */
export const generators: readonly Generator[] = families.flatMap((family) =>
  Array.from({ length: howMany[family] }, (_, index): Generator => {
    const name = `${family}-${index + 1}`;
    const random = openRandom(28, name);
    return {
      name,
      family,
      strength: random.between(0.5, 1.5),
      defects: random.between(1.4, 3.4),
      habits: new Map(defectNames.map((defect) => [defect, random.between(0.2, 1.8)])),
    };
  }),
);

/** Every defect is left out or not by itself, so that habits show; at least one is chosen. */
export function chooseDefects(
  generator: Generator,
  possible: readonly DefectName[],
  seed: number,
  id: string,
): Set<DefectName> {
  const random = openRandom(seed, `defects ${id}`);
  const habit = (defect: DefectName) => generator.habits.get(defect) ?? 1;
  const mean = possible.reduce((sum, defect) => sum + habit(defect), 0);
  const chosen = possible.filter((defect) => random.chance((generator.defects * habit(defect)) / mean));
  return new Set(chosen.length > 0 ? chosen : [random.pick(possible)]);
}
