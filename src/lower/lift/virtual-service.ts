import type { Manifest } from '../../istio/manifest.ts';
import { policyOf, type SettingName, settingNames } from '../../policies/settings.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { liftCallers } from './callers.ts';
import { fieldsOf, textsOf } from './fields.ts';
import type { KindLift, Pieces } from './kind-lift.ts';
import { liftRoutes } from './routes.ts';

/** Settings of an HTTP route by the paths that their policies own: a Route has some of them for itself, too. */
const settings = settingNames.flatMap((name) =>
  policyOf(name).owns.flatMap((path) =>
    path.startsWith('route.') ? [[path.replace('route.', 'http.'), wordsFor(name)] as const] : [],
  ),
);

function wordsFor(name: SettingName): string {
  return name === 'headers'
    ? 'TrafficPolicy: headers; Route: headers'
    : `TrafficPolicy: ${name}; Route: settings.${name}`;
}

export const virtualService: KindLift = {
  kind: 'VirtualService',
  said: {
    hosts: 'Service; IngressGateway: hosts; Route: hosts',
    gateways: 'Route: on',
    exportTo: 'Service: callers',
    http: 'Route',
    'http.match': 'Route: match',
    'http.match.uri': 'Route: match.path, match.grpc',
    'http.match.ignoreUriCase': 'Route: match.path.ignoreCase',
    'http.match.sourceNamespace': 'Route: match.from',
    'http.match.sourceLabels': 'Route: match.from',
    'http.match.withoutHeaders': 'Route: match.headers, match.claims',
    'http.match.port': 'Route: port, match.gatewayPort',
    'http.route': 'Route: to; Service: stable; Canary',
    'http.route.headers': 'Route: to.*.headers',
    'http.mirrors': 'Route: mirrors; Canary: mirror',
    'http.mirrors.percentage': 'Route: mirrors.percent; Canary: mirror.percent',
    'http.name': 'Route: name',
    'http.redirect': 'Route: redirect',
    'http.rewrite': 'Route: rewrite',
    'http.directResponse': 'Route: directResponse',
    'http.delegate': 'Route: delegate',
    'http.match.headers': 'Route: match.headers, match.cookie, match.claims',
    tls: 'Route',
    'tls.match': 'Route: match.sniHosts',
    'tls.match.port': 'Route: port, match.gatewayPort',
    'tls.match.sourceNamespace': 'Route: match.from',
    'tls.match.sourceLabels': 'Route: match.from',
    'tls.route': 'Route: to; Service: stable; Canary',
    tcp: 'Route',
    'tcp.match': 'Route: match',
    'tcp.match.port': 'Route: port, match.gatewayPort',
    'tcp.match.sourceNamespace': 'Route: match.from',
    'tcp.match.sourceLabels': 'Route: match.from',
    'tcp.route': 'Route: to; Service: stable; Canary',
    ...Object.fromEntries(settings),
  },
  lift: liftVirtualService,
};

/** What leads to an egress gateway, and on from it, says where an external service is reached, which is no route. */
function liftVirtualService(index: MeshIndex, manifest: Manifest): Pieces | undefined {
  const { hosts, gateways, exportTo } = fieldsOf(manifest.spec);
  const bound = textsOf(gateways).map((name) => `${manifest.metadata.namespace}/${name}`);
  if (bound.some((key) => !index.gateways.has(key))) return undefined;
  const { services } = index.mesh.inventory;
  // What the proxy answers by itself may be said at any service: at the first.
  const routes = liftRoutes(index, manifest).map((route) =>
    route.service === '' ? { ...route, service: services[0]?.key ?? '' } : route,
  );
  if (bound.length > 0) return { routes };
  const service = services.find(({ host }) => textsOf(hosts).includes(host));
  if (!service || service.external?.through !== undefined) return undefined;
  return { routes, facts: { services: [{ key: service.key, callers: liftCallers(index, exportTo, undefined) }] } };
}
