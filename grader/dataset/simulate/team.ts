import { type Random, seededRandom } from '#grader/dataset/seeded-random.ts';
import type { Box, PredictedRegion, Prediction, Truth } from '#submissions/format.ts';
import { type Tag, tags } from '#submissions/terms.ts';
import type { Skill } from './teams.ts';
import { randomBox, round4 } from './trivial.ts';

/**
 * What a team of this skill predicts for an image. Its evidence is normal around a mean by family; above 0 it calls the
 * image fake, and then names the regions it finds, blurred, and some that are not there. `texts` are those it invents from.
 */
export function predictAsTeam(
  skill: Skill,
  truth: Truth,
  { texts, seed }: { texts: readonly string[]; seed: number },
): Prediction {
  const random = seededRandom(seed, skill.team, truth.image_id);
  const mean = truth.label === 'fake' ? skill.evidence[truth.family] : -skill.evidence.real;
  const evidence = random.normal(mean, 1);
  const scored = skill.scores === 'none' ? {} : { score: round4(1 / (1 + Math.exp(-1.6 * evidence))) };
  const { image_id } = truth;
  if (evidence <= 0) return { image_id, label: 'real', ...scored };
  const regions = explain(skill, truth, { texts, random });
  return { image_id, label: 'fake', ...scored, regions, tags: nameTags(skill, truth, random) };
}

interface Words {
  texts: readonly string[];
  random: Random;
}

function explain(skill: Skill, truth: Truth, { texts, random }: Words): PredictedRegion[] {
  const annotated = truth.label === 'fake' ? truth.regions : [];
  const found = annotated.filter(() => !random.chance(skill.missing));
  const size = [truth.width, truth.height] as const;
  const regions = found.map(({ box, text }) => ({
    box: blurred(box, size, { random, jitter: skill.jitter }),
    text: reworded(text, skill.rewording, { texts, random }),
    score: round4(random.between(0.45, 0.99)),
  }));
  const surplus = random.chance(skill.extra % 1) ? Math.ceil(skill.extra) : Math.floor(skill.extra);
  for (let i = 0; i < surplus; i++) {
    regions.push({ box: randomBox(size, random), text: random.pick(texts), score: round4(random.between(0.05, 0.7)) });
  }
  if (skill.scores === 'images and regions') return regions;
  return regions.map(({ box, text }) => ({ box, text }));
}

interface Blur {
  random: Random;
  jitter: number;
}

/** The box with each side moved, inside the image, at least 2 pixels wide and high. */
function blurred([x1, y1, x2, y2]: Box, [width, height]: readonly [number, number], { random, jitter }: Blur): Box {
  const side = ([from, to]: readonly [number, number], size: number): readonly [number, number] => {
    const spread = jitter * (to - from);
    const low = Math.min(Math.max(0, random.normal(from, spread)), size - 2);
    const high = Math.max(Math.min(size, random.normal(to, spread)), low + 2);
    return [Math.round(low * 10) / 10, Math.round(high * 10) / 10];
  };
  const [[left, right], [top, bottom]] = [side([x1, x2], width), side([y1, y2], height)];
  return [left, top, right, bottom];
}

const synonyms: Record<string, readonly string[]> = {
  twisted: ['warped', 'bent'],
  deformed: ['distorted', 'misshapen'],
  distorted: ['deformed', 'warped'],
  broken: ['fractured', 'interrupted'],
  text: ['writing', 'lettering'],
  merged: ['fused', 'blended'],
  incorrect: ['wrong', 'unnatural'],
  not: ['not really'],
  wrong: ['incorrect', 'odd'],
  different: ['unequal', 'differing'],
  missing: ['absent'],
  melted: ['smeared', 'melting'],
};

/** The text in other words, with words left out; sometimes another text altogether. */
function reworded(text: string, noise: number, { texts, random }: Words): string {
  if (random.chance(noise * 0.6)) return random.pick(texts);
  const words = text.split(' ').flatMap((word) => {
    if (random.chance(noise * 0.35)) return [];
    return [random.chance(noise) ? random.pick(synonyms[word] ?? [word]) : word];
  });
  return words.length > 0 ? words.join(' ') : text;
}

function nameTags(skill: Skill, truth: Truth, random: Random): Tag[] {
  const given = truth.label === 'fake' ? truth.tags : [];
  return tags.filter((tag) => random.chance(given.includes(tag) ? 1 - skill.tagNoise : skill.tagNoise));
}
