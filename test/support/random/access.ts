import type { HttpMethod, UndeclaredCaller } from 'meshwright';
import type {
  AccessPolicyDescription,
  CallerId,
  ClusterDescription,
  GatewayDescription,
  RouteDescription,
  ServiceDescription,
} from './description.ts';
import type { Draw } from './draw.ts';
import { httpPorts } from './routes.ts';

interface Actors {
  readonly clusters: readonly ClusterDescription[];
  readonly services: readonly ServiceDescription[];
  readonly gateways: readonly GatewayDescription[];
  readonly routes: readonly RouteDescription[];
}

/** Policies that let every declared caller in, each of which has an identity, and some that are only watched. */
export function drawAccessPolicies(draw: Draw, actors: Actors): AccessPolicyDescription[] {
  const known = [...actors.gateways, ...actors.services].filter((caller) => hasIdentity(caller)).map(({ id }) => id);
  const clusters = actors.clusters.map(({ id }) => id);
  return actors.services
    .filter(({ sidecar }) => sidecar !== false)
    .flatMap((service) => {
      const callers = callersOf(service, actors);
      const enforced = callers.every((id) => known.includes(id)) && draw.chance(50) ? places(draw, clusters) : [];
      const watched = draw.chance(30) ? places(draw, clusters) : [];
      return [
        ...enforced.map((place, i) => ({
          id: `access-${i}`,
          service: service.id,
          in: place,
          allow: rules(draw, service, callers, known),
          dryRun: draw.pick([undefined, undefined, false]),
          acknowledge: acknowledged(draw),
        })),
        // Nobody is shut out by these, whomever they name.
        ...watched.map((place, i) => ({
          id: `watched-${i}`,
          service: service.id,
          in: place,
          allow: rules(draw, service, [], known),
          dryRun: true,
          acknowledge: acknowledged(draw),
        })),
      ];
    });
}

/** One policy everywhere, a narrower one beside it, or only that: no two ever tie. */
function places(draw: Draw, clusters: readonly string[]): readonly (readonly string[] | undefined)[] {
  return draw.pick<(readonly string[] | undefined)[]>([
    [undefined],
    [undefined, draw.some(clusters)],
    [draw.some(clusters)],
  ]);
}

function acknowledged(draw: Draw): AccessPolicyDescription['acknowledge'] {
  return draw.maybe(30, () => draw.some<UndeclaredCaller>(['plaintext', 'undeclared'], 30));
}

function hasIdentity(caller: ServiceDescription | GatewayDescription): boolean {
  return caller.serviceAccount !== undefined && !('sidecar' in caller && caller.sidecar === false);
}

/** Those in a closed list, and every gateway that a route brings to the service. */
function callersOf(service: ServiceDescription, { routes }: Actors): CallerId[] {
  const closed = Array.isArray(service.callers) ? (service.callers as readonly CallerId[]) : [];
  return [
    ...new Set([
      ...closed,
      ...routes.filter((route) => route.service === service.id).flatMap((route) => route.on ?? []),
    ]),
  ];
}

function rules(
  draw: Draw,
  service: ServiceDescription,
  callers: readonly CallerId[],
  known: readonly CallerId[],
): AccessPolicyDescription['allow'] {
  const http = httpPorts(service);
  const forCallers =
    callers.length === 0
      ? []
      : [{ from: callers.length === 1 ? (callers[0] as CallerId) : callers, ...restriction(draw, service, http) }];
  const others = known.filter((id) => id !== service.id);
  const more =
    others.length > 0 && draw.chance(50)
      ? [{ from: draw.pick([draw.pick(others), draw.some(others)]), ...restriction(draw, service, http) }]
      : [];
  return [...forCallers, ...more];
}

/** Methods and paths mean something on HTTP ports only; a rule with both is narrowed to those. */
function restriction(
  draw: Draw,
  service: ServiceDescription,
  http: readonly string[],
): Partial<AccessPolicyDescription['allow'][number]> {
  const onlyHttp = http.length > 0 && http.length === Object.keys(service.ports).length;
  return {
    ...(onlyHttp && draw.chance(50) && { methods: draw.some<HttpMethod>(['GET', 'POST', 'HEAD'], 30) }),
    ...(onlyHttp && draw.chance(30) && { paths: draw.some(['/api/*', '*.html', '/exact'], 30) }),
    ...(draw.chance(30) && { ports: Object.keys(service.ports) as [string, ...string[]] }),
  };
}
