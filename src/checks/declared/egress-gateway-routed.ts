import { protocolFamily } from '../../istio/protocol.ts';
import { placeOf, settingNames, type TrafficSettings } from '../../policies/settings.ts';
import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { canaryName, named, routeTitle } from './walks/wording.ts';

/** Requests go to an egress gateway by the services behind it: routes to the gateway itself have no request to be for. */
export const egressGatewayRouted = defineCheck({
  code: 'egress-gateway-routed',
  severity: 'error',
  *find({ index }) {
    const isEgress = (key: string) => index.services.get(key)?.egress !== undefined;
    const routes = index.mesh.routes.filter(({ service }) => isEgress(service));
    const canaries = index.moves.filter(({ spec }) => isEgress(spec.service));
    const found = [
      ...routes.map((route) => ({ what: routeTitle(route), key: route.service, at: route.at })),
      ...canaries.map((one) => ({ what: `Canary '${canaryName(one)}'`, key: one.spec.service, at: one.at })),
    ];
    for (const { what, key, at } of found) {
      yield {
        at,
        message: `${what} is about the EgressGateway '${key}'.`,
        why: 'Nobody asks for the gateway by its own name: what goes through it is routed by the services behind it, so this would do nothing.',
        hint: 'Declare it on the ExternalService: its routes act at the gateway.',
        related: [{ message: 'the gateway is declared here', at: placeOfService(index, key) }],
      };
    }
    for (const { id, subject, settings, at } of index.mesh.trafficPolicies) {
      const key = 'service' in subject && isEgress(subject.service) ? subject.service : undefined;
      const lost = settingsLostAt(settings);
      if (key === undefined || lost.length === 0) continue;
      yield {
        at,
        message: `TrafficPolicy '${id}' sets ${named(lost)} for the EgressGateway '${key}'.`,
        why: 'Sidecars have no route for the gateway by its own name, and connect to it as each service behind it needs: this would do nothing.',
        hint: 'Set it for the ExternalService: its settings act at the gateway.',
        related: [{ message: 'the gateway is declared here', at: placeOfService(index, key) }],
      };
    }
    for (const route of index.mesh.routes) {
      const service = index.services.get(route.service);
      const gateway = service?.external?.through;
      if (!service || gateway === undefined || route.on !== undefined) continue;
      const where = `'${route.service}', which is called through '${gateway}'`;
      if (route.match.some(({ from }) => from)) {
        yield {
          at: route.at,
          message: `${routeTitle(route)} tells callers apart of ${where}.`,
          why: 'The route acts at the egress gateway, where every request comes from the gateway: it would be for nobody.',
          hint: "Tell requests apart by a header, or let an AccessPolicy on the gateway decide by 'from'.",
        };
      }
      const port = service.ports.find(({ name }) => name === route.port);
      const isStream = route.match.some(({ sniHosts, destinationSubnets }) => sniHosts ?? destinationSubnets);
      if (!isStream && (port === undefined || protocolFamily(port.protocol) === 'http')) continue;
      yield {
        at: route.at,
        message: `${routeTitle(route)} is about connections to ${where}.`,
        why: 'The gateway passes TLS of applications on by its server name alone, so the route would do nothing.',
        hint: 'Let applications speak HTTP, so that the gateway reads requests and begins TLS itself.',
      };
    }
  },
});

function settingsLostAt(settings: TrafficSettings): readonly string[] {
  return settingNames.filter(
    (name) => settings[name] !== undefined && (placeOf(name) === 'routes' || name === 'clientTls'),
  );
}
