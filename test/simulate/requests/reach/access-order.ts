import { expect } from 'vitest';
import { type Expected, pods, type Row, service, world } from '../../row.ts';
import { denied, guarded, letIn, POLICY } from './access-world.ts';
import { authorizationPolicy, endpoint, fromUi, object } from './objects.ts';

const OPEN = authorizationPolicy('{rules: [{}]}');
const noAdmin = authorizationPolicy("{action: DENY, rules: [{to: [{operation: {paths: ['/admin*']}}]}]}", {
  name: 'no-admin',
});
const reset: Expected = { verdict: 'fails', reaches: { '!RBAC': 1 }, flag: 'RBAC' };
const root = (spec: string) => authorizationPolicy(spec, { name: 'mesh', namespace: 'istio-system' });

/** Which policies apply, in which order, and what each kind of them does. */
export const orderRows: readonly Row[] = [
  {
    name: 'without an ALLOW policy everybody is let in; the first one closes the door to all others',
    fact: '4.4 no ALLOW selects the workload; 5.4 #21',
    world: guarded(
      authorizationPolicy(
        '{selector: {matchLabels: {app: ratings}}, rules: [{from: [{source: {namespaces: [web]}}]}]}',
      ),
    ),
    request: fromUi(),
    expect: { ...letIn, like: endpoint({ access: { decision: 'allow', by: undefined, policies: [] } }) },
    mutation: {
      of: POLICY,
      field: ['spec', 'selector', 'matchLabels', 'app'],
      value: 'reviews',
      expect: {
        ...denied,
        reason: /No rule of AuthorizationPolicy shop\/reviews allows cluster\.local\/ns\/shop\/sa\/ui/,
      },
    },
  },
  {
    name: 'one empty rule allows everything, no rule nothing',
    fact: '4.4 empty forms',
    world: guarded(OPEN),
    request: fromUi(),
    expect: letIn,
    mutation: { of: POLICY, field: ['spec', 'rules'], expect: denied },
  },
  {
    name: 'DENY comes before ALLOW',
    fact: '4.4 order CUSTOM, DENY, ALLOW',
    world: guarded(OPEN + noAdmin),
    request: fromUi({ path: '/' }),
    expect: {
      ...letIn,
      like: endpoint({
        access: {
          by: { name: 'reviews', rule: 0 },
          policies: [{ action: 'DENY', matched: false }, { action: 'ALLOW' }],
        },
      }),
    },
    mutation: {
      of: 'request',
      field: ['path'],
      value: '/admin',
      expect: { ...denied, reason: /AuthorizationPolicy shop\/no-admin denies it \(rule rules\[0\]\)/ },
    },
  },
  {
    name: 'a DENY without rules refuses nobody, with one empty rule everybody',
    fact: '4.4 empty forms',
    world: guarded(authorizationPolicy('{action: DENY}')),
    request: fromUi(),
    expect: letIn,
    mutation: { of: POLICY, field: ['spec', 'rules'], value: [{}], expect: denied },
  },
  {
    name: 'DENY notPrincipals meets plaintext',
    fact: '4.4 on plaintext notPrincipals matches',
    world: guarded(authorizationPolicy("{action: DENY, rules: [{from: [{source: {notPrincipals: ['*']}}]}]}")),
    request: fromUi(),
    expect: letIn,
    mutation: { of: 'request', field: ['from', 'proxy'], value: 'none', expect: denied },
  },
  {
    name: 'from, to and when must all hold',
    fact: '4.4 a rule is the AND of from, to, when',
    world: guarded(
      authorizationPolicy(
        '{rules: [{from: [{source: {namespaces: [shop]}}], to: [{operation: {methods: [GET]}}], when: [{key: "request.headers[x-a]", values: ["1"]}]}]}',
      ),
    ),
    request: fromUi({ headers: { 'x-a': '1' } }),
    expect: letIn,
    mutation: { of: 'request', field: ['headers', 'x-a'], value: '2', expect: denied },
  },
  {
    name: 'AUDIT decides nothing',
    fact: '4.4 AUDIT never decides',
    world: guarded(authorizationPolicy('{action: AUDIT, rules: [{}]}')),
    request: fromUi(),
    expect: { ...letIn, like: endpoint({ access: { policies: [{ action: 'AUDIT', matched: true }] } }) },
    mutation: { of: POLICY, field: ['spec', 'action'], value: 'DENY', expect: denied },
  },
  {
    name: 'a dry run decides nothing',
    fact: '4.4 dry run',
    world: guarded(
      authorizationPolicy('{action: DENY, rules: [{}]}', { metadata: 'annotations: {istio.io/dry-run: "true"}' }),
    ),
    request: fromUi(),
    expect: {
      ...letIn,
      like: endpoint({ access: { by: undefined, policies: [{ action: 'DENY (dry run)', matched: true }] } }),
    },
    mutation: { of: POLICY, field: ['metadata', 'annotations', 'istio.io/dry-run'], value: 'false', expect: denied },
  },
  {
    name: 'CUSTOM is not judged',
    fact: '4.4 CUSTOM (ext_authz)',
    world: guarded(authorizationPolicy('{action: CUSTOM, provider: {name: opa}, rules: [{}]}')),
    request: fromUi(),
    expect: {
      verdict: 'unjudged',
      like: { unjudged: [expect.stringMatching(/asks provider opa, whose answer is not modelled/)] },
    },
  },
  {
    name: 'CUSTOM of a provider that MeshConfig does not define refuses what it matches',
    fact: '4.4 missing provider = deny; 5.4 #38',
    world: guarded(
      authorizationPolicy(
        "{action: CUSTOM, provider: {name: opa}, rules: [{to: [{operation: {paths: ['/admin*']}}]}]}",
      ),
      'http:80/8080',
      { clusters: [{ name: 'east', meshConfig: { extensionProviders: ['other'] } }] },
    ),
    request: fromUi({ path: '/' }),
    expect: letIn,
    mutation: {
      of: 'request',
      field: ['path'],
      value: '/admin',
      expect: { ...denied, reason: /provider opa, which MeshConfig does not define/ },
    },
  },
  {
    name: 'policies of the root namespace are for all namespaces',
    fact: '4.4 root-namespace policies apply mesh-wide',
    world: guarded(root('{action: DENY, rules: [{from: [{source: {namespaces: [web]}}]}]}')),
    request: fromUi(),
    expect: letIn,
    mutation: { of: 'request', field: ['from', 'namespace'], value: 'web', expect: denied },
  },
  {
    name: 'policies of the root namespace may select pods of any namespace',
    fact: '4.4 with selector: matching pods in any namespace',
    world: guarded(root('{selector: {matchLabels: {app: ratings}}, action: DENY, rules: [{}]}')),
    request: fromUi(),
    expect: letIn,
    mutation: {
      of: 'AuthorizationPolicy istio-system/mesh',
      field: ['spec', 'selector', 'matchLabels', 'app'],
      value: 'reviews',
      expect: denied,
    },
  },
  {
    name: 'policies of other namespaces have no say',
    fact: '4.4 others only own namespace',
    world: guarded(authorizationPolicy('{action: DENY, rules: [{}]}', { namespace: 'web' })),
    request: fromUi(),
    expect: letIn,
    mutation: {
      of: 'AuthorizationPolicy web/reviews',
      field: ['metadata', 'namespace'],
      value: 'shop',
      expect: denied,
    },
  },
  {
    name: 'policies with targetRefs are not for sidecars',
    fact: '4.4 targetRefs: waypoints and gateways',
    world: guarded(
      authorizationPolicy('{targetRefs: [{kind: Service, group: "", name: reviews}], action: DENY, rules: [{}]}'),
    ),
    request: fromUi(),
    expect: letIn,
    mutation: { of: POLICY, field: ['spec', 'targetRefs'], expect: denied },
  },
  {
    name: "the server's own cluster decides",
    fact: '2.7 policies in every config cluster serving the server workloads',
    world: world({
      clusters: [{ name: 'east' }, { name: 'west' }],
      services: [service('reviews')],
      workloads: [pods('reviews', 'v1', 'west')],
      objects: {
        east: authorizationPolicy('{action: DENY, rules: [{}]}', { name: 'east' }),
        west: authorizationPolicy('{rules: [{from: [{source: {namespaces: [shop]}}]}]}'),
      },
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@west': 1 } },
    mutation: {
      of: POLICY,
      cluster: 'west',
      field: ['spec', 'rules', 0, 'from', 0, 'source', 'namespaces', 0],
      value: 'web',
      expect: denied,
    },
  },
  {
    name: 'a policy may shut some versions and not others',
    fact: '4.4 selector',
    world: guarded(
      authorizationPolicy('{selector: {matchLabels: {version: v3}}, action: DENY, rules: [{}]}'),
      'http:80',
      {
        workloads: [pods('reviews', 'v1'), pods('reviews', 'v2')],
      },
    ),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.5, 'reviews-v2@east': 0.5 } },
    mutation: {
      of: POLICY,
      field: ['spec', 'selector', 'matchLabels', 'version'],
      value: 'v2',
      expect: { verdict: 'partly', reaches: { 'reviews-v1@east': 0.5, '!RBAC': 0.5 }, flag: 'RBAC' },
    },
  },
  {
    name: 'on a port that is not HTTP an ALLOW rule with a method is no rule',
    fact: '4.4 on a TCP port; 5.4 #11',
    world: guarded(
      authorizationPolicy('{rules: [{from: [{source: {namespaces: [shop]}}], to: [{operation: {ports: ["8080"]}}]}]}'),
      'tcp:80/8080',
    ),
    request: fromUi({ protocol: 'tcp' }),
    expect: letIn,
    mutation: {
      of: POLICY,
      field: ['spec', 'rules', 0, 'to', 0, 'operation', 'methods'],
      value: ['GET'],
      expect: reset,
    },
  },
  {
    name: 'on a port that is not HTTP a DENY rule forgets its HTTP part and refuses more',
    fact: '4.4 on a TCP port a DENY ignores the HTTP part',
    world: guarded(
      authorizationPolicy(
        '{action: DENY, rules: [{from: [{source: {namespaces: [web]}}], to: [{operation: {methods: [DELETE]}}]}]}',
      ),
      'tcp:80/8080',
    ),
    request: fromUi({ protocol: 'tcp' }),
    expect: letIn,
    mutation: { of: 'request', field: ['from', 'namespace'], value: 'web', expect: reset },
  },
  {
    name: "what a port is taken for is up to the server's own copy of the Service",
    fact: '4.4 port protocol comes from the Service of each cluster; 5.4 #11',
    world: world({
      clusters: [{ name: 'east' }, { name: 'west' }],
      services: ['east', 'west'].map((name) => service('reviews', 'http:80', { clusters: [name] })),
      workloads: [pods('reviews', 'v1', 'west')],
      objects: authorizationPolicy('{rules: [{to: [{operation: {methods: [GET]}}]}]}'),
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@west': 1 } },
    mutation: { of: 'facts', field: ['services', 1, 'ports', 0, 'protocol'], value: 'TCP', expect: reset },
  },
  {
    name: 'a rule with an unknown key in when is left out',
    fact: '4.4 known attributes',
    world: guarded(authorizationPolicy('{action: DENY, rules: [{when: [{key: source.planet, values: [earth]}]}]}')),
    request: fromUi(),
    expect: letIn,
    mutation: {
      of: POLICY,
      field: ['spec', 'rules', 0, 'when', 0],
      value: { key: 'source.namespace', values: ['shop'] },
      expect: denied,
    },
  },
  {
    name: 'an EnvoyFilter of the server is named and not judged',
    fact: '5.1 EnvoyFilter',
    world: guarded(
      object('networking.istio.io/v1alpha3', 'EnvoyFilter', {
        name: 'lua',
        namespace: 'shop',
        metadata: '',
        spec: '{workloadSelector: {labels: {app: reviews}}, configPatches: [{applyTo: HTTP_FILTER, match: {context: SIDECAR_INBOUND}, patch: {operation: ADD}}]}',
      }),
    ),
    request: fromUi(),
    expect: {
      verdict: 'unjudged',
      like: { unjudged: [expect.stringMatching(/EnvoyFilter shop\/lua changes the server's proxy/)] },
    },
  },
];
