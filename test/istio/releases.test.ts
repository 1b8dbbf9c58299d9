import { expect, it } from 'vitest';
import { istioReleases } from '../../src/istio/generated/kinds.ts';
import { ISTIO_VERSIONS } from '../../src/istio/inventory.ts';

it('the releases that meshes may name are those whose CRDs are judged by', () => {
  expect([...ISTIO_VERSIONS]).toEqual([...istioReleases]);
});
