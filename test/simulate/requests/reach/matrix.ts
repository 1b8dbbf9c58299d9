import { expect } from 'vitest';
import { type Expected, type Mutation, pods, type Row, service, type World, world } from '../../row.ts';
import { destinationRule, endpoint, fromUi, peerAuthentication, REVIEWS } from './objects.ts';

type Mode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

const PEER = 'PeerAuthentication shop/default';
const RULE = 'DestinationRule shop/reviews';
const IDENTITY = 'spiffe://cluster.local/ns/shop/sa/ui';

function pair(mode: Mode, tls?: string, port = 'http:80'): World {
  return world({
    services: [service('reviews', port)],
    workloads: [pods('ui', undefined), pods('reviews', 'v1')],
    objects:
      peerAuthentication(`{mtls: {mode: ${mode}}}`) +
      destinationRule(`{host: ${REVIEWS}, trafficPolicy: ${tls === undefined ? '{}' : `{tls: {mode: ${tls}}}`}}`),
  });
}

const mutual: Expected = {
  verdict: 'reaches',
  reaches: { 'reviews-v1@east': 1 },
  like: endpoint({ tls: 'mutual', identity: IDENTITY }),
};
const plain: Expected = {
  verdict: 'reaches',
  reaches: { 'reviews-v1@east': 1 },
  like: endpoint({ tls: 'plaintext', identity: undefined }),
};
const reset: Expected = {
  verdict: 'fails',
  reaches: { '!UC': 1 },
  flag: 'UC',
  status: 503,
  reason: /demands mutual TLS/,
};
const refused: Expected = {
  verdict: 'fails',
  reaches: { '!UF': 1 },
  flag: 'UF',
  status: 503,
  reason: /disables it on port 80/,
};
const shut: Expected = { verdict: 'fails', reaches: { '!NR': 1 }, flag: 'NR', reason: /demands mutual TLS/ };

const turn = (of: string, field: Mutation['field'], value: unknown, expect: Expected): Mutation => ({
  of,
  field,
  value,
  expect,
});
const serverMode = (mode: Mode, expect: Expected) => turn(PEER, ['spec', 'mtls', 'mode'], mode, expect);
const clientMode = (mode: string, expect: Expected) => turn(RULE, ['spec', 'trafficPolicy', 'tls'], { mode }, expect);
const withoutProxy = fromUi({ from: { proxy: 'none' } });

/** Client's TLS by server's mode. */
export const matrix: readonly Row[] = [
  {
    name: 'automatic mutual TLS meets STRICT',
    fact: '4.2 auto x STRICT',
    world: pair('STRICT'),
    request: fromUi(),
    expect: { ...mutual, like: endpoint({ tls: 'mutual', server: { mode: 'STRICT', by: { name: 'default' } } }) },
    mutation: clientMode('DISABLE', reset),
  },
  {
    name: 'automatic mutual TLS meets PERMISSIVE',
    fact: '4.2 auto x PERMISSIVE',
    world: pair('PERMISSIVE'),
    request: fromUi(),
    expect: mutual,
    mutation: turn('facts', ['workloads', 1, 'replicas'], 0, {
      verdict: 'fails',
      flag: 'UH',
      status: 503,
      reason: /no pods/,
    }),
  },
  {
    name: 'automatic mutual TLS spares DISABLE',
    fact: '4.2 auto x DISABLE',
    world: pair('DISABLE'),
    request: fromUi(),
    expect: plain,
    mutation: clientMode('ISTIO_MUTUAL', refused),
  },
  {
    name: 'ISTIO_MUTUAL meets STRICT',
    fact: '4.2 ISTIO_MUTUAL x STRICT',
    world: pair('STRICT', 'ISTIO_MUTUAL'),
    request: fromUi(),
    expect: mutual,
    mutation: clientMode('DISABLE', reset),
  },
  {
    name: 'ISTIO_MUTUAL meets PERMISSIVE',
    fact: '4.2 ISTIO_MUTUAL x PERMISSIVE',
    world: pair('PERMISSIVE', 'ISTIO_MUTUAL'),
    request: fromUi(),
    expect: mutual,
    mutation: serverMode('DISABLE', refused),
  },
  {
    name: 'ISTIO_MUTUAL at a port that has mutual TLS disabled',
    fact: '4.2 ISTIO_MUTUAL x DISABLE',
    world: pair('DISABLE', 'ISTIO_MUTUAL'),
    request: fromUi(),
    expect: refused,
  },
  {
    name: 'DISABLE at a STRICT server',
    fact: '4.2 DISABLE x STRICT; 2.7 DISABLE for host, server STRICT',
    world: pair('STRICT', 'DISABLE'),
    request: fromUi(),
    expect: reset,
  },
  {
    name: 'DISABLE meets PERMISSIVE, without identity',
    fact: '4.2 DISABLE x PERMISSIVE',
    world: pair('PERMISSIVE', 'DISABLE'),
    request: fromUi(),
    expect: plain,
    mutation: serverMode('STRICT', reset),
  },
  {
    name: 'DISABLE meets DISABLE',
    fact: '4.2 DISABLE x DISABLE',
    world: pair('DISABLE', 'DISABLE'),
    request: fromUi(),
    expect: plain,
    mutation: clientMode('ISTIO_MUTUAL', refused),
  },
  {
    name: 'SIMPLE at a STRICT server',
    fact: '4.2 SIMPLE x STRICT',
    world: pair('STRICT', 'SIMPLE'),
    request: fromUi(),
    expect: { ...reset, reason: /not mutual TLS of the mesh/ },
  },
  {
    name: 'SIMPLE at a PERMISSIVE port for HTTP, which takes no other TLS',
    fact: '4.2 SIMPLE x PERMISSIVE',
    world: pair('PERMISSIVE', 'SIMPLE'),
    request: fromUi(),
    expect: { ...reset, reason: /expects HTTP or mutual TLS/ },
  },
  {
    name: 'SIMPLE at a DISABLE port for HTTP',
    fact: '4.2 SIMPLE x DISABLE',
    world: pair('DISABLE', 'SIMPLE'),
    request: fromUi(),
    expect: { ...reset, reason: /expects HTTP or mutual TLS/ },
  },
  {
    name: 'SIMPLE at a PERMISSIVE port whose application speaks TLS',
    fact: '4.2 SIMPLE x PERMISSIVE, application speaks TLS',
    world: pair('PERMISSIVE', 'SIMPLE', 'tls:80'),
    request: fromUi({ protocol: 'tcp' }),
    expect: {
      verdict: 'reaches',
      reaches: { 'reviews-v1@east': 1 },
      like: endpoint({ tls: 'tls', identity: undefined }),
    },
    mutation: serverMode('STRICT', { verdict: 'fails', flag: 'UC', reason: /not mutual TLS of the mesh/ }),
  },
  {
    name: 'SIMPLE at a DISABLE port whose application speaks TLS',
    fact: '4.2 SIMPLE x DISABLE, application speaks TLS',
    world: pair('DISABLE', 'SIMPLE', 'tls:80'),
    request: fromUi({ protocol: 'tcp' }),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 1 }, like: endpoint({ tls: 'tls' }) },
    mutation: clientMode('ISTIO_MUTUAL', { verdict: 'fails', flag: 'UF', reason: /disables it on port 80/ }),
  },
  {
    name: 'SIMPLE where nobody knows what the application speaks',
    fact: '4.2 SIMPLE x PERMISSIVE, ok only if the application speaks TLS',
    world: pair('PERMISSIVE', 'SIMPLE', 'tcp:80'),
    request: fromUi({ protocol: 'tcp' }),
    expect: {
      verdict: 'unjudged',
      like: { unjudged: [expect.stringMatching(/whether reviews-v1 itself speaks TLS is not known/)] },
    },
  },
  {
    name: 'a client without sidecar at a STRICT server',
    fact: '4.2 no sidecar client x STRICT',
    world: pair('STRICT'),
    request: withoutProxy,
    expect: shut,
  },
  {
    name: 'a client without sidecar at a PERMISSIVE server',
    fact: '4.2 no sidecar client x PERMISSIVE',
    world: pair('PERMISSIVE'),
    request: withoutProxy,
    expect: plain,
    mutation: serverMode('STRICT', shut),
  },
  {
    name: 'a client without sidecar at a DISABLE server',
    fact: '4.2 no sidecar client x DISABLE',
    world: pair('DISABLE'),
    request: withoutProxy,
    expect: plain,
    mutation: serverMode('STRICT', shut),
  },
];
