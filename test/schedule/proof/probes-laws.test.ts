/**
 * The law of probes: whoever asks, some probe of the same cluster is treated alike by all objects that were mentioned.
 * Objects are random; the simulator says how requests are treated.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/istio/manifest.ts';
import { probesOf } from '../../../src/schedule/proof/probes/index.ts';
import type { Outcome } from '../../../src/simulate/outcome.ts';
import type { WorkloadClient } from '../../../src/simulate/request.ts';
import { Simulation } from '../../../src/simulate/simulation.ts';
import { istio, pods, service, world } from '../../simulate/row.ts';

const deep = process.env.MESHWRIGHT_DEEP !== undefined;
const HOST = 'reviews.shop.svc.cluster.local';
const NAMESPACES = ['shop', 'front', 'back', 'istio-system', 'nowhere'];

const some = fc.constantFrom;
const namespace = some('shop', 'front', 'back', 'istio-system');
const labels = some({ app: 'a' }, { app: 'b' }, { version: 'v2' }, { app: 'c', version: 'v1' }, { tier: 'x' });
const exportTo = some(undefined, ['.'], ['*'], ['front'], ['.', 'back']);
const version = some('v1', 'v2');

const virtualService = fc
  .record({
    home: namespace,
    exportTo,
    match: fc.record({ sourceLabels: labels, sourceNamespace: namespace }, { requiredKeys: [] }),
    to: version,
  })
  .map(({ home, match, to, ...more }) =>
    istio(`VirtualService ${home}/reviews`, {
      hosts: [HOST],
      http: [
        { match: [match], route: [{ destination: { host: HOST, subset: to } }] },
        { route: [{ destination: { host: HOST } }] },
      ],
      ...more,
    }),
  );
const destinationRule = fc
  .record({ home: namespace, exportTo, selector: some(undefined, { matchLabels: { app: 'a' } }), to: version })
  .map(({ home, selector, to, ...more }) =>
    istio(`DestinationRule ${home}/reviews`, {
      host: HOST,
      subsets: [{ name: to, labels: { version: to } }],
      ...(selector && { workloadSelector: selector }),
      ...more,
    }),
  );
const sidecar = fc
  .record({ home: namespace, selector: fc.option(labels), hosts: some(['./*'], ['shop/*'], ['back/*'], ['*/*']) })
  .map(({ home, selector, hosts }) =>
    istio(`Sidecar ${home}/own`, {
      ...(selector && { workloadSelector: { labels: selector } }),
      egress: [{ hosts }],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    }),
  );
const source = fc.record(
  {
    principals: fc.array(
      some('*', 'cluster.local/ns/shop/sa/a', '*/sa/b', 'cluster.local/ns/back/*', 'cluster.local/ns/nowhere/sa/z'),
      { minLength: 1, maxLength: 2 },
    ),
    notNamespaces: fc.array(some('front', 'b*', 'sh*'), { minLength: 1, maxLength: 2 }),
    serviceAccounts: fc.array(some('a', 'back/c'), { minLength: 1, maxLength: 1 }),
  },
  { requiredKeys: [] },
);
const policy = fc
  .record({ action: some('ALLOW', 'DENY'), from: fc.array(fc.record({ source }), { maxLength: 2 }) })
  .map(({ action, from }) => istio('AuthorizationPolicy shop/reviews', { action, rules: [{ from }] }));

const client: fc.Arbitrary<WorkloadClient> = fc.oneof(
  fc.record({ kind: fc.constant('workload' as const), cluster: fc.constant('east'), namespace: some(...NAMESPACES) }),
  fc.record({
    kind: fc.constant('workload' as const),
    cluster: fc.constant('east'),
    namespace: some(...NAMESPACES),
    proxy: fc.constant('none' as const),
  }),
);

function treatment({ verdict, route, failure, destinations, unjudged }: Outcome): string {
  const reached = destinations.map(({ subset, destinationRule: rule, failure: own, endpoints }) => [
    subset,
    rule,
    own?.flag,
    endpoints.map(({ workload, tls, access, failure: last }) => [workload?.name, tls, access, last?.flag]),
  ]);
  return JSON.stringify([verdict, route, failure?.flag, reached, unjudged.length > 0]);
}

describe('probes', () => {
  it('stand for every client', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.oneof(virtualService, destinationRule, sidecar, policy), {
          maxLength: 5,
          selector: ({ kind, metadata }) => `${kind} ${metadata.namespace}`,
        }),
        fc.uniqueArray(
          fc.record({ account: some('a', 'b', 'c'), home: namespace, version, plain: some(false, true) }),
          {
            maxLength: 5,
            selector: ({ account, home, version: own }) => `${account} ${home} ${own}`,
          },
        ),
        some<readonly string[]>([], ['shop/a'], ['back/b', 'front/c']),
        fc.array(client, { maxLength: 6 }),
        (objects, known, closed, strangers) => {
          const workloads = known.map(({ account, home, version: own, plain }) =>
            pods(`${account}.${home}`, own, 'east', plain ? { proxy: 'none' } : {}),
          );
          const callers = closed.map((one) => {
            const [home = '', serviceAccount = ''] = one.split('/');
            return { namespace: home, serviceAccount, clusters: ['east'], kind: 'workload' as const };
          });
          const { facts, manifests } = world({
            services: [
              service('reviews.shop', 'http:80', callers.length > 0 ? { callers } : {}),
              service('web.front'),
              service('db.back'),
            ],
            workloads: [pods('reviews.shop', 'v1'), pods('reviews.shop', 'v2'), ...workloads],
            objects: objects as readonly Manifest[],
          });
          const simulation = new Simulation({ facts, manifests });
          const index = probesOf(facts);
          const probes = index.probesFor(HOST, index.mentioned(objects));
          const ask = (from: WorkloadClient) => treatment(simulation.run({ from, to: HOST, port: 80 }));
          const answers = new Set(probes.map(({ client: from }) => ask(from as WorkloadClient)));
          const all: WorkloadClient[] = facts.workloads.map(({ cluster, namespace: home, labels: own, ...more }) => ({
            kind: 'workload',
            cluster,
            namespace: home,
            labels: own,
            serviceAccount: more.serviceAccount ?? 'default',
            proxy: more.proxy === 'none' ? 'none' : 'sidecar',
          }));
          for (const from of [...all, ...strangers]) {
            if (!answers.has(ask(from))) expect({ from, probes }).toBe('treated like a probe');
          }
        },
      ),
      { numRuns: deep ? 5000 : 200, seed: 3 },
    );
  });
});
