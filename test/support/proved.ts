/** Proofs made by hand, for texts and decisions: what a prover may find, without one. */
import type { Proof } from '../../src/deliver/proof.ts';
import type { ChangedObject, CounterExample, Proved } from '../../src/schedule/proof/index.ts';

const HOST = 'reviews.shop.svc.cluster.local';

const object = (kind: string, name: string) => ({
  apiVersion: 'networking.istio.io/v1',
  kind,
  metadata: { name, namespace: 'shop' },
  spec: {},
});

const route: ChangedObject = {
  cluster: 'us-east',
  id: 'networking.istio.io/VirtualService/shop/reviews',
  versions: [object('VirtualService', 'reviews'), object('VirtualService', 'reviews')],
};
const rule: ChangedObject = {
  cluster: 'us-east',
  id: 'networking.istio.io/DestinationRule/shop/reviews',
  versions: [undefined, object('DestinationRule', 'reviews')],
};

export const SAFE: Proved = {
  verdict: 'safe',
  counterExamples: [],
  acknowledged: [],
  undecided: [],
  failing: [],
  reserves: [],
  spans: 1,
  methods: ['mixtures'],
  counts: { mixtures: 2n ** 70n, requests: 1234, triples: 56, remembered: 7 },
};

export const EXAMPLE: CounterExample = {
  breach: 'fails',
  probe: {
    client: { cluster: 'us-east', namespace: 'shop' },
    to: HOST,
    port: 8080,
    promise: 'declared',
    who: 'productpage (shop)',
  } as CounterExample['probe'],
  request: { method: 'GET', path: '/', headers: { 'end-user': '@jason' } },
  mixture: [
    { change: route, version: 1 },
    { change: rule, version: 0 },
  ],
  happens: 'No DestinationRule has the subset v2 of reviews, so the request gets 503.',
  expected: 'It reaches reviews v1 before, and v1 or v2 after.',
  remedy: 'Apply DestinationRule shop/reviews first.',
};

export const PROVED: Proof = {
  proved: {
    ...SAFE,
    acknowledged: ['a client without sidecar in us-east is refused by MutualTls strict.'],
    reserves: ['EnvoyFilter shop/lua changes in us-east; what it does is not modelled.'],
  },
  shadowed: [],
  accepted: false,
  stages: 3,
};

export const UNSAFE: Proof = {
  proved: { ...SAFE, verdict: 'unsafe', counterExamples: [EXAMPLE] },
  shadowed: [],
  accepted: false,
  stages: 1,
};

export const UNDECIDED: Proof = {
  proved: { ...SAFE, verdict: 'undecided', undecided: ['8,192 mixtures could matter to requests for reviews.'] },
  shadowed: [],
  accepted: false,
  stages: 1,
};

export const SHADOWED: Proof = {
  proved: SAFE,
  shadowed: ['In us-east, VirtualService shop/old of old.yaml routes it too.'],
  accepted: false,
  stages: 1,
};
