import { readForTest } from 'meshwright/testing';
import { expect, it } from 'vitest';
import { deployment, istio, service } from '../checks/yaml.ts';

const route = istio(
  'VirtualService',
  'cart',
  'hosts: [cart]\nhttp: [{ timeout: 2s, route: [{ destination: { host: cart } }] }]',
);
const from = { kind: 'workload', cluster: 'east', namespace: 'shop' } as const;
const cart = service('cart') + deployment('cart');

it('an object that carries a revision leaves what it decides unjudged', () => {
  const labelled = route.replace('namespace: shop', 'namespace: shop\n  labels: { istio.io/rev: canary }');
  const asked = (text: string) =>
    readForTest({ clusters: { east: cart + text } }).request({ from, to: 'cart' }).answers[0]?.outcome;
  expect(asked(route)?.verdict).toBe('reaches');
  expect(asked(labelled)).toMatchObject({
    verdict: 'unjudged',
    unjudged: [expect.stringContaining("VirtualService shop/cart is for revision 'canary'")],
  });
});
