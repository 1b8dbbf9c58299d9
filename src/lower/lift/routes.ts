import type {
  HTTPRoute,
  RouteDestination,
  TCPRoute,
  TLSRoute,
  VirtualServiceSpec,
} from '../../istio/generated/types/index.ts';
import type { PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { RouteActions, RouteSnapshot } from '../../model/snapshot-types.ts';
import type { Permille } from '../../model/specs.ts';
import { policyOf, type RouteSettings, routeSettingNames } from '../../policies/settings.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { liftHttpMatch } from '../routes/http-match.ts';
import { stableSubset } from '../routes/http-routes.ts';
import { liftActions } from '../routes/route-actions.ts';
import { liftConnection } from '../routes/stream-routes.ts';

/**
 * The routes that a lowered VirtualService says, in the order in which a proxy tries them, which also numbers them: of
 * their ids, precedences and authors' lines nothing is left, and settings of policies stand in each route.
 */
export function liftRoutes(index: MeshIndex, manifest: Manifest): RouteSnapshot[] {
  const { hosts = [], gateways, http = [], tls = [], tcp = [] } = (manifest.spec ?? {}) as VirtualServiceSpec;
  const byHost = new Map(index.mesh.inventory.services.map((service) => [service.host, service]));
  const gateway = gateways && `${manifest.metadata.namespace}/${gateways[0]}`;
  const bound = { on: gateway === undefined ? undefined : [gateway], hosts: gateway === undefined ? undefined : hosts };
  const owner = gateway === undefined ? byHost.get(hosts[0] ?? '') : undefined;
  const lifted = [
    ...http.map((route) => liftHttp(route, owner ?? byHost.get(hostOf(route)), gateway !== undefined)),
    ...[...tls, ...tcp].flatMap((route) => {
      const service = owner ?? byHost.get(hostOf(route));
      return service ? [liftStream(route, service, gateway !== undefined)] : [];
    }),
  ];
  return lifted.map((route, i) => ({ ...route, ...bound, id: `${i}`, at: undefined, precedence: -i }));
}

/** What a VirtualService keeps of one route. */
export type Kept = Omit<RouteSnapshot, 'id' | 'at' | 'on' | 'hosts' | 'precedence' | 'callers'>;

function hostOf(route: HTTPRoute | TCPRoute | TLSRoute): string {
  return route.route?.[0]?.destination.host ?? '';
}

function liftHttp(route: HTTPRoute, service: ServiceFacts | undefined, onGateway: boolean): Kept {
  const { match = [], route: destinations = [] } = route;
  const number = onGateway ? destinations[0]?.destination.port?.number : match[0]?.port;
  const alternatives = match.map((one) => liftHttpMatch(one, onGateway));
  const settings = liftSettings(route);
  const called = destinations[0]?.destination.port?.number;
  const toPort = onGateway || called === number ? undefined : portNamed(service, called);
  return {
    service: service?.key ?? '',
    match: alternatives.filter((one) => Object.keys(one).length > 0),
    to: destinations.length === 0 ? {} : service && liftSplit(destinations, service),
    port: portNamed(service, number),
    ...(toPort !== undefined && { toPort }),
    ...liftActions(route),
    ...(settings && { settings }),
  };
}

function liftStream({ match = [], route = [] }: TCPRoute | TLSRoute, service: ServiceFacts, onGateway: boolean): Kept {
  const number = onGateway ? route[0]?.destination.port?.number : match[0]?.port;
  const alternatives = match.map((one) => liftConnection(one, onGateway));
  return {
    service: service.key,
    match: alternatives.filter((one) => Object.keys(one).length > 0),
    to: liftSplit(route, service),
    port: portNamed(service, number),
  };
}

function portNamed(service: ServiceFacts | undefined, number: number | undefined): string | undefined {
  return service?.ports.find((port: PortFacts) => port.number === number)?.name;
}

/** Undefined: the default destination. */
function liftSplit(
  destinations: readonly RouteDestination[],
  service: ServiceFacts,
): Readonly<Record<string, Permille>> | undefined {
  const [only] = destinations;
  const plain = destinations.length === 1 && !('headers' in (only ?? {}));
  if (plain && only?.destination.subset === stableSubset(service)) return undefined;
  const total = destinations.reduce((sum, { weight = 0 }) => sum + weight, 0);
  return Object.fromEntries(
    destinations.map(({ destination, weight = 0 }) => [
      destination.subset ?? '',
      total === 0 ? 1000 : (weight * 1000) / total,
    ]),
  );
}

function liftSettings(route: HTTPRoute): RouteActions['settings'] {
  const found = routeSettingNames.map((name) => [name, policyOf(name).lift({ route })] as const);
  const set = found.filter(([, value]) => value !== undefined);
  return set.length === 0 ? undefined : (Object.fromEntries(set) as RouteSettings);
}
