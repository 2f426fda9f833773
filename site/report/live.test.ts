import { describe, expect, it } from 'vitest';
import { describeState, readLiveState } from './live.ts';

describe('readLiveState', () => {
  it('reads what the stream sends', () => {
    const message = '{"status":"queued","progress":0,"place":3,"issueCount":0}';
    expect(readLiveState(message)).toEqual({ status: 'queued', progress: 0, place: 3 });
  });

  it('is null for anything else', () => {
    expect(
      ['no JSON', 'null', '3', '{}', '{"status":"lost","progress":0}', '{"status":"queued"}'].map(readLiveState),
    ).toEqual(Array(6).fill(null));
  });
});

describe('describeState', () => {
  it('says the place while waiting and the share while grading', () => {
    expect(describeState({ status: 'queued', progress: 0, place: 3 })).toBe('Waiting in the queue: place 3');
    expect(describeState({ status: 'queued', progress: 0, place: 1 })).toBe('Waiting in the queue: next');
    expect(describeState({ status: 'grading', progress: 0.421, place: null })).toBe('Being graded: 42%');
    expect(describeState({ status: 'scored', progress: 1, place: null })).toBe('Graded');
  });
});
