import { describe, expect, it } from 'vitest';
import { unsafeStep } from '../../../src/cli/check-steps.ts';
import { Prover, proveStages } from '../../../src/schedule/proof/index.ts';
import { type ShopMesh, shopMesh } from '../../support/proof-mesh.ts';
import { EXAMPLE, SAFE } from '../../support/proved.ts';

function judged(options: ShopMesh) {
  const { facts, applied, bundle: mesh, manifestOf } = shopMesh(options);
  const source = { mesh, manifestOf, prover: new Prover({ facts, applied }) };
  return { first: [...proveStages(source)], again: [...proveStages(source)] };
}

describe('the steps of a source', () => {
  it('are proved one by one, the ways back too, and all together', () => {
    const { first, again } = judged({ pinned: true });
    expect(first.filter(({ proved }) => proved.verdict !== 'safe')).toEqual([]);
    expect(again.map(({ from, to, proved }) => [from, to, proved.verdict])).toEqual(
      first.map(({ from, to, proved }) => [from, to, proved.verdict]),
    );
    expect(first.length).toBeGreaterThan(6);
    const rollouts = new Set(first.map(({ rollout }) => rollout));
    for (const rollout of rollouts) {
      const own = first.filter((step) => step.rollout === rollout);
      const total = own[0]!.total;
      const forward = own.filter(({ to }) => to !== 'rolled-back');
      expect(forward.map(({ number }) => number)).toEqual([...Array.from({ length: total }, (_, i) => i + 1), total]);
      expect(forward.at(-1)).toMatchObject({ from: 'start', to: forward.at(-2)!.to });
      expect(own.filter(({ to }) => to === 'rolled-back').length).toBeGreaterThan(0);
      expect(own.every(({ proved }) => proved.counts.mixtures > 1n || proved.counts.triples === 0)).toBe(true);
    }
  });
});

it('a stage that is below both of its ends is told with the objects as it has them', () => {
  const { facts, applied } = shopMesh({ pinned: true });
  const [id, rule] = [...(applied.get('us-east') ?? [])].find(
    ([, { kind, metadata }]) => kind === 'DestinationRule' && metadata.name === 'cart',
  )!;
  const changes = [{ cluster: 'us-east', id, versions: [rule, undefined, rule] }];
  const { verdict, counterExamples } = new Prover({ facts, applied }).judgeStages(changes);
  expect(verdict).toBe('unsafe');
  expect(counterExamples[0]).toMatchObject({ breach: 'fails', mixture: [{ change: { id }, version: 1 }] });
  expect(counterExamples[0]?.happens).toMatch(/^In between, the request fails/);
});

describe('a hand-written VirtualService beside them', () => {
  const beside = (hosts: unknown, more: object = {}, cluster = 'us-east') => ({
    cluster,
    file: 'old.yaml',
    manifest: {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'old', namespace: 'shop' },
      spec: { hosts, ...more },
    },
  });
  it.each([
    ['of the host in full', beside(['cart.shop.svc.cluster.local']), true],
    ['of the host in short', beside(['a', 'cart']), true],
    ['bound to the mesh', beside(['cart'], { gateways: ['shop/web', 'mesh'] }), true],
    ['bound to a gateway alone', beside(['cart'], { gateways: ['shop/web'] }), false],
    ['of another host', beside(['frontend.other']), false],
    ['in a cluster without clients', beside(['cart'], {}, 'eu-west'), false],
    ['without hosts', beside(null), false],
    ['of odd hosts', beside([1, null, {}]), false],
  ])('%s', (_, one, found) => {
    const { facts, applied, bundle: mesh, manifestOf } = shopMesh({ pinned: true });
    const steps = [...proveStages({ mesh, manifestOf, prover: new Prover({ facts, applied }), beside: [one] })];
    expect(steps.some(({ shadowed }) => shadowed.length > 0)).toBe(found);
  });
});

describe('a step that is not safe', () => {
  const step = { rollout: 'shop/cart', from: 'expand', to: 'shift-1-1', number: 2, total: 5, shadowed: [] };
  const unsafe = { ...SAFE, verdict: 'unsafe', counterExamples: [EXAMPLE] } as const;
  const places = { 'shop/cart': { file: 'meshes/main.ts', line: 3, column: 1 } };
  it.each([
    [
      'forward',
      { ...step, proved: unsafe },
      /^Step 2 of 5 \(shift-1-1\) of shop\/cart is not safe: No DestinationRule/,
    ],
    [
      'back',
      { ...step, from: 'shift-1-1', to: 'rolled-back', proved: unsafe },
      /^The way back from step 2 \(shift-1-1\) of/,
    ],
    ['hidden', { ...step, proved: SAFE, shadowed: ['It is hidden.'] }, /is not safe: It is hidden\.$/],
    [
      'undecided',
      { ...step, proved: { ...SAFE, verdict: 'undecided' as const, undecided: ['Too many.'] } },
      /proved to be safe: Too many\.$/,
    ],
  ])('%s is an error at its Canary', (_, found, message) => {
    const told = unsafeStep({ places }, found);
    expect(told).toMatchObject({ code: 'unsafe-step', severity: 'error', at: places['shop/cart'] });
    expect(told?.message).toMatch(message);
    expect(told?.hint.length).toBeGreaterThan(10);
  });

  it('comes with its counter-example as data', () => {
    expect(unsafeStep({}, { ...step, proved: unsafe })).toMatchObject({
      at: undefined,
      why: expect.stringContaining('us-east, not yet applied: DestinationRule shop/reviews'),
      counterExample: { breach: 'fails', clusters: [{ cluster: 'us-east' }] },
    });
    expect(unsafeStep({ places }, { ...step, proved: SAFE })).toBeUndefined();
  });
});
