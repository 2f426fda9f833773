import type { Family } from '#submissions/terms.ts';

/** How well an invented team does; all noise on the truth. */
export interface Skill {
  team: string;
  method: string;
  /** standard deviations between a fake's mean evidence and the threshold, by family, and likewise for reals */
  evidence: Record<Family | 'real', number>;
  /** how far a side of a box strays, in shares of the box's side */
  jitter: number;
  /** share of annotated regions that are not found */
  missing: number;
  /** mean number of regions that are made up, on every image called fake */
  extra: number;
  /** share of true tags that are left out, and of false tags that are added */
  tagNoise: number;
  /** share of texts in quite other words, and of words that are lost from the rest */
  rewording: number;
  /** which scores the team's file carries */
  scores: 'images and regions' | 'images' | 'none';
}

/** Invented, all six; shown with the mark "simulated" wherever they stand. */
export const teams: readonly Skill[] = [
  {
    team: 'Northlight Vision',
    method: 'Lantern-32',
    evidence: { diffusion: 2.2, gan: 1.7, dit: 2.2, others: 1.9, real: 2.1 },
    jitter: 0.16,
    missing: 0.2,
    extra: 0.35,
    tagNoise: 0.13,
    rewording: 0.32,
    scores: 'images and regions',
  },
  {
    team: 'Kintsugi Lab',
    method: 'GoldSeam v2',
    evidence: { diffusion: 1.8, gan: 2, dit: 1.8, others: 1.6, real: 1.8 },
    jitter: 0.2,
    missing: 0.24,
    extra: 0.4,
    tagNoise: 0.16,
    rewording: 0.38,
    scores: 'images and regions',
  },
  {
    team: 'Harbour Forensics',
    method: 'TideMark',
    evidence: { diffusion: 2, gan: 1.1, dit: 1.5, others: 1.7, real: 2.1 },
    jitter: 0.24,
    missing: 0.36,
    extra: 0.35,
    tagNoise: 0.2,
    rewording: 0.4,
    scores: 'images',
  },
  {
    team: 'Sixth Finger Society',
    method: 'CountAgain',
    evidence: { diffusion: 1.6, gan: 1.4, dit: 0.9, others: 1, real: 1.3 },
    jitter: 0.22,
    missing: 0.28,
    extra: 1,
    tagNoise: 0.25,
    rewording: 0.5,
    scores: 'images and regions',
  },
  {
    team: 'Paper Lanterns',
    method: 'Caption-then-box',
    evidence: { diffusion: 1.1, gan: 0.7, dit: 1.4, others: 0.8, real: 1.2 },
    jitter: 0.34,
    missing: 0.42,
    extra: 0.7,
    tagNoise: 0.3,
    rewording: 0.55,
    scores: 'images and regions',
  },
  {
    team: 'Two Left Socks',
    method: 'Weekend prototype',
    evidence: { diffusion: 0.8, gan: 0.4, dit: 0.5, others: 0.8, real: 0.6 },
    jitter: 0.45,
    missing: 0.5,
    extra: 1.2,
    tagNoise: 0.4,
    rewording: 0.65,
    scores: 'none',
  },
];
