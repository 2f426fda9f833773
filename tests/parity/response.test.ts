import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iouRuleNames } from '#grader/baseline/reproduce/iou-rules.ts';
import { maxLogprobs } from '#grader/baseline/run/ask.ts';
import { mapBox, sizeFactor, smartResize } from '#grader/baseline/run/geometry.ts';
import { labelOfVerdict, parseResponse, responseFailures } from '#grader/baseline/run/response.ts';
import { tags } from '#submissions/terms.ts';
import { formatReward, groundingReward, groundingWeight, type Reference, rewardSpec, verdictReward } from './reward.ts';

const python = process.env['FX_PYTHON'] ?? 'python3';
const hasPython = spawnSync(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status === 0;
if (!hasPython) console.warn(`Skipped: ${python} 3.11 or newer is not here, so the two grammars were not compared.`);

/** Well-formed answers, broken ones, and everything between: pieces of the grammar in any order. */
const number = fc.integer({ min: -20, max: 300 });
const anyBox = fc.tuple(number, number, number, number);
const box = fc.oneof(
  {
    arbitrary: anyBox.map(([a, b, c, d]) => [Math.min(a, c), Math.min(b, d), Math.max(a, c) + 1, Math.max(b, d) + 1]),
    weight: 4,
  },
  { arbitrary: anyBox, weight: 1 },
);
const text = fc.oneof(
  fc.constantFrom('a', 'tire too thin', ' ', 'x"y', '袖'),
  fc.string({ maxLength: 6, unit: 'grapheme' }),
);
const region = fc.oneof(
  fc.tuple(text, box).map(([t, b]) => `<|object_ref_start|>${t}<|object_ref_end|><|box_start|>[${b}]<|box_end|>`),
  fc.tuple(text, box).map(([t, b]) => `<ref>${t}</ref>\n<box>[[${b}]]</box>`),
  fc.tuple(text, box).map(([t, b]) => JSON.stringify({ bbox_2d: b, text: t })),
  fc.tuple(text, box).map(([t, [x, y, z, w]]) => `<ref>${t}</ref><box>(${x},${y}),(${z},${w})</box>`),
);
const scrap = fc.oneof(
  fc.constantFrom(
    '<think>',
    '</think>',
    '<tag>',
    '</tag>',
    '<verdict>',
    '</verdict>',
    'generated',
    'real',
    '{"',
    '{',
    '}',
  ),
  fc.constantFrom(
    '<|box_start|>',
    '<|box_end|>',
    '<ref>',
    '</box>',
    ' ',
    '\u00a0',
    '[1,2,3]',
    'texture',
    'other,',
    '\\"',
  ),
  fc.string({ maxLength: 4, unit: 'binary' }).filter((s) => s.isWellFormed()),
);
const wellFormed = fc
  .tuple(
    fc.array(region, { maxLength: 4 }),
    fc.constantFrom('', '<tag>texture, other</tag>'),
    fc.constantFrom('real', 'generated'),
  )
  .map(([regions, tag, verdict]) => `<think>${regions.join(' ')}${tag}</think><verdict>${verdict}</verdict>`);
const broken = fc.array(fc.oneof(region, scrap), { maxLength: 14 }).map((parts) => parts.join(''));
const cut = fc.tuple(wellFormed, fc.nat(200)).map(([answer, at]) => Array.from(answer).slice(0, at).join(''));

const annotated = fc
  .tuple(fc.nat(100), fc.nat(100), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }))
  .map(([x, y, w, h]) => [x, y, x + w, y + h] as const);
const aCase = fc.record({
  answer: fc.oneof(wellFormed, broken, cut),
  label: fc.constantFrom('real' as const, 'fake' as const),
  size: fc.tuple(fc.integer({ min: 28, max: 300 }), fc.integer({ min: 28, max: 300 })),
  boxes: fc.array(annotated, { maxLength: 5 }),
  step: fc.nat(99),
  steps: fc.integer({ min: 1, max: 100 }),
  image: fc.tuple(fc.integer({ min: 20, max: 3000 }), fc.integer({ min: 20, max: 3000 })),
  pixels: fc.constantFrom([3136, 50_176] as const, [12_544, 12_544] as const, [200_704, 1_003_520] as const),
});

type Case = typeof aCase extends fc.Arbitrary<infer T> ? T : never;

function judge({ answer, label, size, boxes, step, steps, image, pixels: [min, max] }: Case) {
  const response = parseResponse(answer);
  const reference: Reference = { label, size, boxes };
  const [weight, verdict, form] = [
    groundingWeight(step, steps),
    verdictReward(response, reference),
    formatReward(response),
  ];
  const rules = iouRuleNames;
  const grounding = Object.fromEntries(rules.map((rule) => [rule, groundingReward(response, reference, rule)]));
  const resized = smartResize(image, { min, max });
  return {
    response,
    verdict,
    grounding,
    form,
    weight,
    total: weight * (groundingReward(response, reference) ?? 0) + verdict + form,
    resized,
    mapped: response.regions.map((each) => mapBox(each.box, resized, image)),
  };
}

/** The constants of the training that the runner has as well. */
const printConstants = `
import json
from fakexplainer import limits, response, rewards, terms
print(json.dumps({
    "sizeFactor": limits.SIZE_FACTOR, "maxLogprobs": limits.MAX_LOGPROBS, "rewardSpec": rewards.REWARD_SPEC,
    "tags": terms.TAGS, "labelOfVerdict": terms.LABEL_OF_VERDICT, "failures": response.FAILURES, "rules": list(rewards.IOU_RULES),
}))
`;

describe.skipIf(!hasPython)('TypeScript and Python', () => {
  it('have the same constants', () => {
    const cwd = 'grader/baseline/train';
    const { stdout, stderr } = spawnSync(python, ['-B', '-c', printConstants], { cwd, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      ...{ sizeFactor, maxLogprobs, rewardSpec, labelOfVerdict, rules: iouRuleNames },
      ...{ tags: [...tags], failures: [...responseFailures] },
    });
  });

  it('make the same of 1,000 random answers', () => {
    const cases = fc.sample(aCase, { numRuns: 1_000, seed: 20_251_124 });
    const { stdout, stderr, status } = spawnSync(python, ['-B', 'grader/baseline/train/fx_reward.py'], {
      input: cases.map((each) => `${JSON.stringify(each)}\n`).join(''),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(cases.length);
    let withBoxes = 0;
    cases.forEach((each, i) => {
      const ours = judge(each);
      const theirs = JSON.parse(lines[i]!);
      const { matched, ...exact } = ours.grounding;
      const { matched: theirMatched, ...theirExact } = theirs.grounding;
      expect({ ...theirs, grounding: theirExact }, each.answer).toEqual({ ...ours, grounding: exact });
      if (matched === null) expect(theirMatched).toBeNull();
      else expect(theirMatched).toBeCloseTo(matched!, 12); // its sum depends on the order of the matches
      if (ours.response.verdict === 'generated' && ours.response.regions.length > 0) withBoxes++;
    });
    expect(withBoxes).toBeGreaterThan(100);
  });
});
