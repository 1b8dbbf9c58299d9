import type { Manifest } from '../../src/istio/manifest.ts';
import type { Applied, ChangedObject } from '../../src/schedule/proof/types.ts';

/** A whole number below `n`. */
export type Next = (n: number) => number;

interface Spec {
  readonly http?: readonly HttpRule[] | undefined;
  readonly subsets?: readonly unknown[] | undefined;
  readonly servers?: readonly object[] | undefined;
  readonly rules?: readonly unknown[] | undefined;
  readonly trafficPolicy?: object | undefined;
  readonly selector?: unknown;
  readonly [field: string]: unknown;
}

interface HttpRule {
  readonly route?: readonly { readonly destination: Destination }[];
}

type Destination = Readonly<Record<string, unknown>>;

/** Ways in which an object becomes another one; undefined: it goes away. */
const WAYS: Readonly<Record<string, readonly ((spec: Spec, next: Next) => Spec | undefined)[]>> = {
  VirtualService: [
    () => undefined,
    (spec) => ({ ...spec, http: spec.http?.map((route) => ({ ...route, timeout: '7s' })) }),
    (spec) => ({ ...spec, http: spec.http?.slice(1) }),
    (spec) => withDestinations(spec, (destination) => ({ ...destination, subset: 'nobody' })),
    (spec) => withDestinations(spec, ({ subset: _, ...destination }) => destination),
    (spec) => ({ ...spec, hosts: ['elsewhere.example'] }),
    (spec) => ({ ...spec, exportTo: ['.'] }),
    (spec) => ({ ...spec, http: [...(spec.http ?? [])].reverse() }),
  ],
  DestinationRule: [
    () => undefined,
    ({ subsets: _, ...spec }) => spec,
    (spec) => ({ ...spec, subsets: spec.subsets?.slice(1) }),
    (spec) => ({ ...spec, trafficPolicy: { ...spec.trafficPolicy, tls: { mode: 'DISABLE' } } }),
    (spec) => ({ ...spec, trafficPolicy: { ...spec.trafficPolicy, tls: { mode: 'ISTIO_MUTUAL' } } }),
    (spec) => ({ ...spec, exportTo: ['.'] }),
    (spec) => ({ ...spec, host: 'elsewhere.example' }),
  ],
  PeerAuthentication: [
    () => undefined,
    (spec) => ({ ...spec, mtls: { mode: 'STRICT' } }),
    (spec) => ({ ...spec, mtls: { mode: 'PERMISSIVE' } }),
    (spec) => ({ ...spec, mtls: { mode: 'DISABLE' } }),
  ],
  AuthorizationPolicy: [
    () => undefined,
    (spec) => ({ ...spec, rules: spec.rules?.slice(1) }),
    (spec) => ({ ...spec, rules: [{}] }),
    (spec) => ({ ...spec, action: 'DENY' }),
    ({ selector: _, ...spec }) => spec,
  ],
  Gateway: [
    () => undefined,
    (spec) => ({ ...spec, servers: spec.servers?.slice(1) }),
    (spec) => ({
      ...spec,
      servers: spec.servers?.map((server) => ({ ...server, hosts: ['elsewhere.example'] })),
    }),
  ],
  Sidecar: [() => undefined, (spec) => ({ ...spec, egress: [{ hosts: ['./*'] }] })],
  ServiceEntry: [() => undefined, (spec) => ({ ...spec, exportTo: ['.'] })],
};

function withDestinations(spec: Spec, change: (destination: Destination) => Destination): Spec {
  const http = spec.http?.map((rule) => ({
    ...rule,
    ...(rule.route && { route: rule.route.map((one) => ({ ...one, destination: change(one.destination) })) }),
  }));
  return { ...spec, ...(http && { http }) };
}

/** Some objects of a mesh, each changed in one way: to another one, away, or, the other way round, out of nothing. */
export function mutated(applied: Applied, next: Next, count: number): readonly ChangedObject[] {
  const all = [...applied].flatMap(([cluster, objects]) =>
    [...objects].filter(([, { kind }]) => kind in WAYS).map(([id, manifest]) => ({ cluster, id, manifest })),
  );
  const found = new Map<string, ChangedObject>();
  for (let tries = 0; found.size < count && tries < count * 5 && all.length > 0; tries++) {
    const { cluster, id, manifest } = all[next(all.length)] as (typeof all)[number];
    const ways = WAYS[manifest.kind] ?? [];
    const spec = ways[next(ways.length)]?.((manifest.spec ?? {}) as Spec, next);
    const after = spec && ({ ...manifest, spec } as Manifest);
    if (JSON.stringify(after) === JSON.stringify(manifest)) continue;
    found.set(`${cluster} ${id}`, { cluster, id, versions: [manifest, after] });
  }
  return [...found.values()];
}
