import { ApiObject } from 'cdk8s';
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

  it('are those of its arrival without a canary', async () => {
    expect(await judgeSteps(quiet, [])).toEqual({ diagnostics: [], steps: 4, mixtures: 24n, notes: [] });
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

/** Policies of reviews, each of which lets its only caller in below one path. */
function withPolicies(names: readonly string[]) {
  const app = shop({ clusters: 1, ratings: false });
  const cluster = app.node.findAll().find(({ node }) => node.id === 'us-east');
  for (const name of names) {
    const to = [{ operation: { paths: [`/${name}/*`] } }];
    new ApiObject(cluster!, name, {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name, namespace: 'shop' },
      spec: { selector: { matchLabels: { app: 'reviews' } }, rules: [{ to }] },
    } as never);
  }
  return bundleFrom(app);
}

describe('the arrival of a source in an empty tree', () => {
  const arriving = async (...args: Parameters<typeof judgeSteps>) =>
    (await judgeSteps(...args)).diagnostics.filter(({ code }) => code === 'unsafe-bootstrap');

  it('is told where no order of its objects is safe, as a warning', async () => {
    const [found, ...more] = await arriving(withPolicies(['books', 'films']), []);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ severity: 'warning', code: 'unsafe-bootstrap' });
    expect(found?.message).toMatch(
      /^Step 3 of 4 \(policies\) of shop\/bootstrap is not safe: the request fails with RBAC/,
    );
    expect(found?.why).toMatch(/not yet applied: AuthorizationPolicy shop\/(books|films)/);
  });

  it('is not told where there is an order', async () => {
    expect(await arriving(withPolicies(['books']), [])).toEqual([]);
    expect(await arriving(folder, [])).toEqual([]);
  });

  it('counts what is there already', async () => {
    const bundle = withPolicies(['books']);
    const [policy] = [...bundle.objects.values()].filter(({ metadata }) => metadata.name === 'books');
    const rules = [{ to: [{ operation: { paths: ['/films/*'] } }] }];
    const manifest = { ...policy!, metadata: { name: 'old', namespace: 'shop' }, spec: { ...policy!.spec, rules } };
    expect(await arriving(bundle, [{ cluster: 'us-east', manifest, file: 'old.yaml' }])).toEqual([]);
  });
});
