import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embedJson } from './embed.ts';

describe('embedJson', () => {
  it('cannot end the element it stands in', () => {
    expect(embedJson({ team: '</script><script>alert(1)</script><!--' })).not.toMatch(/[<\u2028\u2029]/);
  });

  it('parses back to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = embedJson(value);
        expect(text).not.toContain('<');
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
