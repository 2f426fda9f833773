import { describe, expect, it } from 'vitest';
import { changeHref, readCompareQuery, withReference } from './address.ts';

const read = (query: string) => readCompareQuery(new URLSearchParams(query));

describe('the address of a comparison', () => {
  it('names two to four entries by letter, and the metric', () => {
    expect(read('a=s1&b=s2&c=s3&metric=iou')).toMatchObject({ ids: ['s1', 's2', 's3'], metric: 'iou', problem: null });
  });

  it('takes ticked boxes behind the reference', () => {
    expect(read('a=s1&with=s2&with=s3')).toMatchObject({ ids: ['s1', 's2', 's3'], isForm: true, problem: null });
    expect(read('a=s1&b=&with=')).toMatchObject({ ids: ['s1'], isForm: false });
    expect(read('a=s1&chosen=')).toMatchObject({ ids: ['s1'], isForm: true });
  });

  it('says what to do about one entry twice and about more than four', () => {
    expect(read('a=s1&b=s1').problem).toContain('s1 stands twice. Choose two different ones.');
    expect(read('with=1&with=2&with=3&with=4&with=5').problem).toContain('Choose two to four');
    expect(read('a=1&b=2&c=3&d=4&e=5').problem).toContain('5 entries are too many');
  });

  it('reads what is not offered as the default', () => {
    expect(read('metric=nothing&split=train')).toMatchObject({ metric: 'fxScore', split: 'test', ids: [] });
  });

  it('leads back to the form with what is chosen', () => {
    expect(read(changeHref(['s1', 's2']).split('?')[1]!)).toMatchObject({ ids: ['s1', 's2'], isChange: true });
  });

  it('can have another reference', () => {
    expect(withReference(['s1', 's2', 's3'], 's3')).toEqual(['s3', 's1', 's2']);
  });
});
