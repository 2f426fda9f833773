import type { Prediction, Truth } from '#submissions/format.ts';
import { predictAsTeam } from './team.ts';
import { teams } from './teams.ts';
import { gatherPriors, predictTrivially, trivialMethods } from './trivial.ts';

export interface SeededEntry {
  team: string;
  method: string;
  kind: 'trivial' | 'simulated';
  /** one line for each image, in the order of the truth */
  predictions: Prediction[];
}

/**
 * The entries that every board has: the four trivial ones, which depend on nothing in an image, and
 * six simulated teams, made from the truth with noise. `reference` is the public truth (dev) that the trivial entries
 * choose their box, text and tag by. The same truth, reference and seed give the same entries.
 */
export function simulateEntries(truths: readonly Truth[], reference: readonly Truth[], seed: number): SeededEntry[] {
  const priors = gatherPriors(reference);
  const trivial = trivialMethods.map(({ method, name }): SeededEntry => {
    const predictions = truths.map((truth) => predictTrivially(name, truth, { priors, seed }));
    return { team: 'Trivial', method, kind: 'trivial', predictions };
  });
  const simulated = teams.map((skill): SeededEntry => {
    const predictions = truths.map((truth) => predictAsTeam(skill, truth, { texts: priors.texts, seed }));
    return { team: skill.team, method: skill.method, kind: 'simulated', predictions };
  });
  return [...trivial, ...simulated];
}
