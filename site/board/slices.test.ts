import { describe, expect, it } from 'vitest';
import { countSlice, familyTabs, generatorGroups, sliceTitle } from './slices.ts';

const known: Parameters<typeof countSlice>[0] = {
  reals: 100,
  generators: [
    { generator: 'gan-10', family: 'gan', fakes: 4 },
    { generator: 'gan-2', family: 'gan', fakes: 6 },
    { generator: 'dit-1', family: 'dit', fakes: 5 },
  ],
};

describe('countSlice', () => {
  it('counts the fakes of a slice and all reals', () => {
    expect(countSlice(known, 'overall')).toEqual({ n: 115, fakes: 15, reals: 100 });
    expect(countSlice(known, 'family:gan')).toEqual({ n: 110, fakes: 10, reals: 100 });
    expect(countSlice(known, 'generator:dit-1')).toEqual({ n: 105, fakes: 5, reals: 100 });
  });

  it('is null for a slice that the data set lacks', () => {
    expect(countSlice(known, 'family:diffusion')).toBeNull();
    expect(countSlice(known, 'generator:gan')).toBeNull();
  });
});

describe('names and lists', () => {
  it('lists generators by family in natural order, without empty families', () => {
    const groups = generatorGroups(known).map((group) => [group.title, ...group.generators.map((each) => each.name)]);
    expect(groups).toEqual([
      ['GAN', 'gan-2', 'gan-10'],
      ['DiT', 'dit-1'],
    ]);
  });

  it('has a tab for the whole and for each family', () => {
    expect(familyTabs().map((tab) => tab.slice)).toEqual([
      'overall',
      'family:diffusion',
      'family:gan',
      'family:dit',
      'family:others',
    ]);
  });

  it('calls slices by their names', () => {
    expect(['overall', 'family:dit', 'generator:a:b'].map(sliceTitle)).toEqual(['All generators', 'DiT', 'a:b']);
  });
});
