import { describe, expect, it } from 'vitest';
import { judgeSteps } from '../../src/cli/check-steps.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';

const folder = bundleFrom(shop({ clusters: 2, ratings: false, reviews: {} }));
const quiet = bundleFrom(shop({ clusters: 1, ratings: false }));

const route = (spec: Manifest['spec'], file = 'old/reviews.yaml') => ({
  cluster: 'us-east',
  file,
  manifest: {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'old', namespace: 'shop' },
    spec: spec ?? {},
  },
});
const toReviews = { http: [{ route: [{ destination: { host: 'reviews' } }] }] };

describe('the steps of a source', () => {
  it('are judged without a word where they are safe', async () => {
    const { diagnostics, steps, mixtures } = await judgeSteps(folder, []);
    expect(diagnostics).toEqual([]);
    expect(steps).toBeGreaterThan(5);
    expect(mixtures).toBeGreaterThan(BigInt(steps));
  });

  it('are none without a canary', async () => {
    expect(await judgeSteps(quiet, [])).toEqual({ diagnostics: [], steps: 0, mixtures: 0n });
  });

  it('are refused once where a hand-written VirtualService hides them, at the Canary, naming the file', async () => {
    const { diagnostics } = await judgeSteps(folder, [route({ hosts: ['reviews'], ...toReviews })]);
    const unsafe = diagnostics.filter(({ code }) => code === 'unsafe-step');
    expect(unsafe.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^Step 1 of \d+ \(shift-1-1\) of shop\/reviews-next is not safe: .* of old\/reviews\.yaml /,
      ),
    ]);
    expect(unsafe[0]?.at?.file).toMatch(/shop\.ts$/);
    const files = diagnostics.filter(({ code }) => code !== 'unsafe-step').map(({ at }) => at?.file);
    expect(new Set(files)).toEqual(new Set(['old/reviews.yaml']));
  });

  it('do not mind objects that touch nothing of theirs', async () => {
    const { diagnostics } = await judgeSteps(folder, [
      route({ hosts: ['elsewhere.example'], http: [{ redirect: { uri: '/' } }] }),
    ]);
    expect(diagnostics.filter(({ code }) => code === 'unsafe-step')).toEqual([]);
  });

  it.each([[null], [{}], [{ hosts: 1 }], [{ hosts: ['reviews'], http: null, gateways: {} }]])(
    'survive objects of any shape: %j',
    async (spec) => {
      await expect(judgeSteps(folder, [route(spec as never)])).resolves.toBeDefined();
    },
  );
});
