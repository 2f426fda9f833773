import { describe, expect, it } from 'vitest';
import { boardRow } from '#site/board/rows.fixture.ts';
import type { ScoreReport } from '#submissions/score-report.ts';
import { heatMap } from './heat-map.ts';

describe('heatMap', () => {
  const slice = (iou: number, fakes: number) => ({
    ...boardRow('a', { iou }).slice,
    n: fakes + 100,
    fakes,
    reals: 100,
  });
  const report: ScoreReport = {
    graderVersion: '1.0.0',
    metricsSpec: 1,
    dataset: { name: 'd', version: '1', split: 'test', truthSha256: 'a' },
    predictionsSha256: 'b',
    seed: 1,
    slices: {
      overall: slice(0.5, 30),
      'family:gan': slice(0.4, 20),
      'generator:gan-10': slice(0.3, 8),
      'generator:gan-2': slice(0.6, 12),
    },
  };
  const generators = [
    { generator: 'gan-10', family: 'gan' as const, fakes: 8 },
    { generator: 'gan-2', family: 'gan' as const, fakes: 12 },
    { generator: 'dit-1', family: 'dit' as const, fakes: 10 },
  ];
  const groups = heatMap(report, { generators });

  it('lists overall and families, then generators in natural order; what the report lacks is left out', () => {
    expect(groups.map((group) => [group.title, ...group.rows.map((row) => row.title)])).toEqual([
      ['Families', 'Overall', 'GAN'],
      ['Generators: GAN', 'gan-2', 'gan-10'],
    ]);
  });

  it('colours a column over all its slices', () => {
    const warmth = groups.flatMap((group) =>
      group.rows.map((row) => row.cells.find((cell) => cell.key === 'iou')?.warmth),
    );
    expect(warmth).toEqual([expect.closeTo(2 / 3), expect.closeTo(1 / 3), expect.closeTo(1), expect.closeTo(0)]);
  });

  it('counts all images where reals count, else the fakes', () => {
    const cells = groups[1]?.rows[0]?.cells ?? [];
    const images = Object.fromEntries(cells.map((cell) => [cell.key, cell.images]));
    expect(images).toMatchObject({
      accuracy: 112,
      fxScore: 112,
      hallucinationRate: 112,
      iou: 12,
      tagF1: 12,
      rightReason: 12,
    });
  });
});
