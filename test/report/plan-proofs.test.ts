import { describe, expect, it } from 'vitest';
import { fenced, prose } from '../../src/deliver/text/quote.ts';
import { isAllProved, markdownProofs, proofBlocks, proofsJson } from '../../src/report/plan-proofs.ts';
import type { ProvedStep } from '../../src/schedule/proof/index.ts';
import { EXAMPLE, SAFE } from '../support/proved.ts';

const step = (more: Partial<ProvedStep>): ProvedStep => ({
  rollout: 'shop/cart',
  from: 'start',
  to: 'shift-1-1',
  number: 1,
  total: 2,
  proved: { ...SAFE, counts: { mixtures: 4n, requests: 1200, triples: 6, remembered: 3 } },
  shadowed: [],
  ...more,
});
const unsafe = { ...SAFE, verdict: 'unsafe', counterExamples: [EXAMPLE] } as const;
const back = { to: 'rolled-back', from: 'shift-1-1' };

describe('a row of proofs', () => {
  it.each<[string, Partial<ProvedStep>[], RegExp]>([
    ['of a step', [{}], /^1\/2 {3}shift-1-1 {2}proved {2}every mixture {2}4 {9}1,200 {5}3$/],
    ['with its way back', [{}, back], /3 {12}proved$/],
    ['with a way back that breaks something', [{}, { ...back, proved: unsafe }], /NOT SAFE$/],
    ['of a step that is not safe', [{ proved: unsafe }], /shift-1-1 {2}NOT SAFE/],
    ['of a hidden one', [{ shadowed: ['It is hidden.'] }], /HIDDEN/],
    ['of one that nobody can decide', [{ proved: { ...SAFE, verdict: 'undecided' } }], /NOT DECIDED/],
    ['of one that comes in parts', [{ parts: 2 }], /proved in 2 parts/],
    ['of one that no request depends on', [{ proved: { ...SAFE, methods: [] } }], /no request depends on it/],
    [
      'of several methods',
      [{ proved: { ...SAFE, methods: ['clusters', 'pairs'] } }],
      /side by side, clusters in pairs/,
    ],
    ['of more mixtures than one can read', [{ proved: SAFE }], /about 10\^21/],
    ['of all stages', [{ whole: true }], /^all {5}(?!shift)/],
  ])('%s', (_, steps, row) => {
    expect(proofBlocks(steps.map(step))[0]?.split('\n')[2]).toMatch(row);
  });
});

describe('what is not proved', () => {
  const steps = [
    step({ proved: unsafe }),
    step({ ...back, proved: unsafe }),
    step({ to: 'shift-1-2', shadowed: ['No.'] }),
  ];
  it('is told once, with its counter-example, and makes the whole not proved', () => {
    const [, ...told] = proofBlocks(steps);
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/^Step 1 of 2 \(shift-1-1\) is not safe:\nA request fails: GET \//);
    expect(told[0]).toContain('us-east, not yet applied: DestinationRule shop/reviews');
    expect(told[1]).toBe('Step 1 of 2 (shift-1-2) is not safe:\nNo.');
    expect(isAllProved(new Map([['shop/cart', steps]]))).toBe(false);
    expect(isAllProved(new Map([['shop/cart', [step({})]]]))).toBe(true);
  });

  it('is fenced in Markdown, and plain data in JSON', () => {
    expect(markdownProofs(steps, fenced, prose).slice(1)).toEqual([
      expect.stringMatching(/^~~~~text\nStep 1/),
      expect.stringMatching(/^~~~~text\nStep 1/),
    ]);
    const [first] = JSON.parse(JSON.stringify(proofsJson(steps)));
    expect(first).toMatchObject({ to: 'shift-1-1', isProved: false, verdict: 'unsafe', methods: ['mixtures'] });
    expect(first.counterExamples[0].clusters).toHaveLength(1);
  });
});

it('notes of all steps are told once, and not without end', () => {
  const many = Array.from({ length: 20 }, (_, i) => `Caller ${i} no longer reaches cart.`);
  const steps = [step({ proved: { ...SAFE, acknowledged: many } }), step({ proved: { ...SAFE, acknowledged: many } })];
  const [, notes] = proofBlocks(steps);
  expect(notes?.split('\n')).toHaveLength(11);
  expect(notes).toMatch(/^Acknowledged: Caller 0 .*\n[\s\S]*… and 10 more\.$/);
  expect(markdownProofs(steps, fenced, prose)[1]).toMatch(/^- Acknowledged: Caller 0/);
  expect(proofBlocks([])).toEqual([]);
  expect(markdownProofs([], fenced, prose)).toEqual([]);
});
