import { describe, expect, it } from 'vitest';
import type { IssueList } from '#submissions/issue.ts';
import { hintSentences } from '#submissions/issue-catalogue.ts';
import { countIssues, hintsOf } from './issues.ts';

const box = { code: 'bad_box', line: 1, imageId: 'a', path: 'regions[0].box', message: 'wrong' } as const;
const list: IssueList = {
  issues: [{ ...box, hint: 'looks_xywh' }, { ...box, hint: 'looks_xywh' }, box],
  counts: { bad_box: 3, missing_image: 40, bad_text: 3 },
};

describe('issues of a file', () => {
  it('counts codes, the most frequent first', () => {
    const { codes, total } = countIssues(list);
    expect(total).toBe(46);
    expect(codes.map((each) => `${each.code} ${each.count}`)).toEqual(['missing_image 40', 'bad_box 3', 'bad_text 3']);
  });

  it('says each hint once', () => {
    expect(hintsOf(list)).toEqual([hintSentences.looks_xywh]);
  });
});
