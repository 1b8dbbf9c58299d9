import { rivalsOf, type SettingName, settingNames } from '../../../src/policies/settings.ts';
import type {
  ClusterDescription,
  MutualTlsDescription,
  ServiceDescription,
  TrafficPolicyDescription,
} from './description.ts';
import { type Draw, defined } from './draw.ts';
import { asAnyMeshBears, destinationSettings, ofEveryRelease, settingArbitrary } from './settings.ts';

type Scope = {
  readonly on: string | undefined;
  readonly version?: string | undefined;
  readonly port?: string | undefined;
  readonly namespace?: string | undefined;
};

/** Each scope gets at most one policy without `in`, and some with `in` whose clusters differ: no two ever tie. */
export function drawTrafficPolicies(
  draw: Draw,
  clusters: readonly ClusterDescription[],
  services: readonly ServiceDescription[],
  plaintext: boolean,
): TrafficPolicyDescription[] {
  const newest = clusters.every(({ istio }) => istio === '1.31');
  // Where everybody speaks it, mutual TLS may also be demanded by those who call.
  const mutual = (id: string | undefined) =>
    !plaintext && services.some((service) => service.id === id && service.sidecar !== false);
  const drawn = scopes(draw, services).flatMap((scope, i) => {
    const fitting = settingNames.filter((name) => name !== 'clientTls' || mutual(scope.on));
    return policiesOf(draw, scope, `traffic-${i}`, clusters, fitting);
  });
  const found = newest ? drawn : drawn.map((policy) => ({ ...policy, props: ofEveryRelease(policy.props) }));
  const failover = found.some(({ props }) => movesCalls.some((name) => name in props));
  const base = {
    id: 'base',
    on: undefined,
    props: defined({ outlierDetection: draw.of(outliers) }),
  } as TrafficPolicyDescription;
  if (!failover) return found;
  return [
    base,
    ...found.filter(
      ({ on, in: clusters, props }) =>
        on !== undefined || clusters !== undefined || 'namespace' in props || !('outlierDetection' in props),
    ),
  ];
}

const movesCalls = ['localityFailover', 'failoverPriority', 'zoneAware'];

const outliers = () => settingArbitrary('outlierDetection').map((value) => ofEveryRelease({ value }).value);

function scopes(draw: Draw, services: readonly ServiceDescription[]): Scope[] {
  const namespaces = [...new Set(services.map(({ namespace }) => namespace))];
  return [
    { on: undefined },
    ...namespaces.map((namespace) => ({ on: undefined, namespace })),
    ...services.flatMap(({ id, versions, ports }) => [
      { on: id },
      ...(versions ?? []).map((version) => ({ on: id, version })),
      ...Object.keys(ports).map((port) => ({ on: id, port })),
    ]),
  ].filter((scope) => draw.chance('version' in scope || 'port' in scope ? 20 : 45));
}

function policiesOf(
  draw: Draw,
  scope: Scope,
  id: string,
  clusters: readonly ClusterDescription[],
  fitting: readonly SettingName[],
): TrafficPolicyDescription[] {
  const names = fitting.filter(
    (name) =>
      (scope.version === undefined || destinationSettings.includes(name)) &&
      (scope.port === undefined || !NOT_OF_PORTS.includes(name)),
  );
  const ids = clusters.map((cluster) => cluster.id);
  const half = draw.int(1, ids.length);
  const placed: (readonly string[] | undefined)[] = draw.pick([
    [undefined],
    [undefined, ids.slice(0, half)],
    [ids.slice(0, half), ids.slice(half)],
    [ids],
  ]);
  return placed
    .filter((clusters) => clusters === undefined || clusters.length > 0)
    .flatMap((clusters, i) => {
      const chosen = withoutRivals(draw.some(names, 25));
      // Two policies of one rank may share a service as long as no setting is in both.
      const groups =
        clusters === undefined && chosen.length > 1 && draw.chance(25)
          ? [chosen.slice(0, 1), chosen.slice(1)]
          : [chosen];
      return groups.map((group, g) => policy(draw, scope, `${id}-${i}-${g}`, clusters, group));
    });
}

const NOT_OF_PORTS: readonly SettingName[] = ['proxyProtocol', 'retryBudget', 'tunnel'];

/** Of settings that Istio may not take together the first. */
function withoutRivals(names: readonly SettingName[]): SettingName[] {
  return names.filter(
    (name, i) => !rivalsOf(name).some((rival) => names.indexOf(rival.name) < i && names.includes(rival.name)),
  );
}

function policy(
  draw: Draw,
  { on, ...narrowing }: Scope,
  id: string,
  clusters: readonly string[] | undefined,
  names: readonly SettingName[],
): TrafficPolicyDescription {
  const settings = Object.fromEntries(names.map((name) => [name, draw.of(arbitraryOf(name))]));
  return { id, on, in: clusters, props: { ...settings, ...defined(narrowing) } as TrafficPolicyDescription['props'] };
}

/** One function a setting, since fast-check remembers arbitraries by the function that makes them. */
const makers = new Map(settingNames.map((name) => [name, () => asAnyMeshBears(name)]));

function arbitraryOf(name: SettingName) {
  return makers.get(name) as () => ReturnType<typeof asAnyMeshBears>;
}

/** `modes` is what the mesh's callers can live with. */
export function drawMutualTls(
  draw: Draw,
  clusters: readonly ClusterDescription[],
  services: readonly ServiceDescription[],
  modes: readonly MutualTlsDescription['mode'][],
): MutualTlsDescription[] {
  const namespaces = [...new Set(services.map(({ namespace }) => namespace))];
  const targets: Scope[] = [
    { on: undefined },
    ...namespaces.map((namespace) => ({ on: undefined, namespace })),
    ...services
      .filter(({ sidecar }) => sidecar !== false)
      .flatMap(({ id, ports }) => [{ on: id }, ...Object.keys(ports).map((port) => ({ on: id, port }))]),
  ];
  const ids = clusters.map((cluster) => cluster.id);
  return targets
    .filter(() => draw.chance(30))
    .flatMap(({ on, namespace, port }, i) => {
      // Where plaintext has a place all clusters agree on it: callers go by what is said where they are.
      const places = modes.includes('DISABLE')
        ? [undefined]
        : draw.pick<(readonly string[] | undefined)[]>([[undefined], [undefined, draw.some(ids)], [draw.some(ids)]]);
      return places.map((place, p) => {
        const mode = draw.pick(modes);
        const acknowledge = mode === 'STRICT' ? draw.maybe(50, () => ['plaintext'] as const) : undefined;
        return { id: `mtls-${i}-${p}`, on, mode, in: place, namespace, port, acknowledge };
      });
    });
}
