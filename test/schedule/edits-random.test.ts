/** Whatever changes: the parts end at the target, and none comes twice or before one that it has to follow. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Manifest } from '../../src/istio/manifest.ts';
import { rankOfKey } from '../../src/schedule/edits/slots.ts';
import { plan } from '../../src/schedule/plan.ts';
import { allow, baseOf, meshOf, object, route, rule, servers, walk } from './edit-world.ts';

const tls = (mode: string) => ({ trafficPolicy: { tls: { mode } } });
const OBJECTS: readonly (readonly (Manifest | undefined)[])[] = [
  [rule('v1'), rule('v1 v2'), rule('v2'), rule('v1', tls('DISABLE')), rule('v2', tls('ISTIO_MUTUAL')), undefined],
  [rule('v1', {}, 'moved'), rule('v2', {}, 'moved'), undefined, undefined],
  [route('v1'), route('v2'), route('bank.example'), undefined],
  [route('v1', 'moved'), route('v2', 'moved'), undefined, undefined],
  [servers('STRICT'), servers('PERMISSIVE'), servers('DISABLE'), undefined],
  [servers('STRICT', 'shop', 'shop'), servers('DISABLE', 'shop', 'shop'), undefined],
  [allow('a'), allow('a b'), undefined],
  [allow('b', 'more'), undefined],
  [object('ServiceEntry', 'bank', { hosts: ['bank.example'] }), undefined],
  [object('VirtualService', 'web', { hosts: ['shop.example'], gateways: ['web'] }), undefined],
];
const cluster = fc
  .tuple(...OBJECTS.map((choices) => fc.constantFrom(...choices)))
  .map((chosen) => [object('VirtualService', 'anchor', { hosts: ['anchor'] }), ...chosen.flatMap((one) => one ?? [])]);
const tree = fc.record({ eu: cluster, us: cluster });
const waves = fc.constantFrom(
  undefined,
  ['eu', 'us'].map((name) => ({ clusters: [name], bake: 1 })),
);
const numRuns = process.env.MESHWRIGHT_DEEP ? 20_000 : 100;

it('random changes', () => {
  fc.assert(
    fc.property(tree, tree, waves, (from, to, order) => {
      const mesh = meshOf(to, order);
      const { parts, base } = walk(mesh, baseOf(from), false);
      expect(plan(mesh, base).lanes).toEqual([]);
      const ranks = parts.map((part) => rankOfKey(part.slice(0, part.indexOf(':'))));
      expect(ranks).toEqual([...new Set(ranks)].sort((a, b) => a - b));
      for (const [path, { blob }] of Object.entries(mesh.files)) expect(base.files.get(path)?.blob).toBe(blob);
    }),
    { numRuns },
  );
});
