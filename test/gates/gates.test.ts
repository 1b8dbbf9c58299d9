import { describe, expect, it } from 'vitest';
import { evaluateGate, gateKinds, knowsGate } from '../../src/gates/evaluate.ts';
import type { GateFacts, Verdict } from '../../src/gates/gate.ts';
import * as shelf from '../../src/gates/index.ts';
import type { GateSpec } from '../../src/model/specs.ts';

interface Row {
  readonly name: string;
  readonly spec: GateSpec;
  readonly facts?: Partial<GateFacts>;
  readonly verdict: Verdict['verdict'];
  readonly until?: number;
  readonly evidence: RegExp;
}

const MINUTE = 60_000;
const NOW = Date.parse('2030-01-01T12:00:00Z');
const facts: GateFacts = {
  now: NOW,
  mergedAt: NOW - 30 * MINUTE,
  confirmedAt: undefined,
  pull: 7,
  propagation: 5 * MINUTE,
  clockScale: 1,
  commit: '1'.repeat(40),
  mesh: 'shop',
  clusters: ['us-east', 'us-west'],
  appliedAt: undefined,
  bake: 30 * MINUTE,
  canary: undefined,
};

/** Every verdict that each gate can give; a new gate adds its rows here. */
const rows: Readonly<Record<string, readonly Row[]>> = {
  bake: [
    { name: 'time is up', spec: shelf.bake('30m'), verdict: 'pass', evidence: /baked/ },
    {
      name: 'a millisecond is missing',
      spec: shelf.bake('30m'),
      facts: { now: NOW - 1 },
      verdict: 'wait',
      until: NOW,
      evidence: /baking/,
    },
    { name: 'no bake is asked for', spec: shelf.bake('0s'), facts: { mergedAt: NOW }, verdict: 'pass', evidence: /./ },
    {
      name: 'time is scaled',
      spec: shelf.bake('1h'),
      facts: { clockScale: 60 },
      verdict: 'pass',
      evidence: /baked/,
    },
    {
      name: 'nobody knows when it was merged',
      spec: shelf.bake('30m'),
      facts: { mergedAt: undefined },
      verdict: 'inconclusive',
      evidence: /cannot be told/,
    },
  ],
  applied: [
    {
      name: 'nobody has confirmed',
      spec: shelf.applied(),
      verdict: 'wait',
      evidence: /^pull request 7 is merged; approve it/,
    },
    {
      name: 'the pull request is not known',
      spec: shelf.applied({ by: 'none' }),
      facts: { pull: undefined },
      verdict: 'wait',
      evidence: /^the last stage is merged/,
    },
    {
      name: 'proxies still learn of it',
      spec: shelf.applied(),
      facts: { confirmedAt: NOW - 5 * MINUTE + 1 },
      verdict: 'wait',
      until: NOW + 1,
      evidence: /proxies/,
    },
    {
      name: 'proxies have had their time',
      spec: shelf.applied(),
      facts: { confirmedAt: NOW - 5 * MINUTE },
      verdict: 'pass',
      evidence: /confirmed/,
    },
    {
      name: 'time is scaled',
      spec: shelf.applied(),
      facts: { confirmedAt: NOW - MINUTE, clockScale: 5 },
      verdict: 'pass',
      evidence: /confirmed/,
    },
  ],
};

it('each gate of the shelf has rows, is found under its kind, and knows what its factory makes', () => {
  expect(Object.keys(rows).sort()).toEqual([...gateKinds].sort());
  for (const gate of Object.values(shelf)) {
    const own = rows[gate.kind] ?? [];
    expect(own.some(({ verdict }) => verdict === 'pass')).toBe(true);
    expect(own.some(({ verdict }) => verdict === 'wait')).toBe(true);
    for (const { spec } of own) {
      expect(spec.kind).toBe(gate.kind);
      expect(knowsGate(JSON.parse(JSON.stringify(spec)) as GateSpec)).toBe(true);
    }
  }
});

describe.each(Object.entries(rows))('%s', (_, own) => {
  it.each(own)('$verdict: $name', ({ spec, facts: changed, verdict, until, evidence }) => {
    const found = evaluateGate(spec, { ...facts, ...changed });
    expect(found).toMatchObject({ verdict, evidence: expect.stringMatching(evidence) });
    expect(found && 'until' in found ? found.until : undefined).toBe(until);
  });
});

it.each([
  ['an unknown kind', { kind: 'moon-phase' }],
  ['an option that is missing', { kind: 'bake' }],
  ['an option too many', { kind: 'bake', milliseconds: 1, metric: 'up' }],
  ['a value out of range', { kind: 'bake', milliseconds: -1 }],
  ['a source of confirmation of a later release', { kind: 'applied', by: 'argocd' }],
])('a gate with %s is not guessed at', (_, spec) => {
  expect(knowsGate(spec)).toBe(false);
  expect(evaluateGate(spec, facts)).toBeUndefined();
});
