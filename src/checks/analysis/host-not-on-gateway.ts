import { fullHost, hostsOverlap } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { acting } from '../walks/scope.ts';
import { type GatewayObject, gatewayKey, gatewaysByKey } from './walks/gateways.ts';
import { listed, unique } from './walks/wording.ts';

/** A VirtualService is bound to a Gateway that serves none of its hosts. */
export const hostNotOnGateway = defineObjectCheck({
  code: 'host-not-on-gateway',
  severity: 'warning',
  equivalents: ['IST0132'],
  *find(world) {
    for (const virtualService of acting(world, 'VirtualService')) {
      const hosts = virtualService.spec.hosts ?? [];
      const gateways = virtualService.spec.gateways ?? [];
      if (hosts.length === 0) continue;
      const known = gatewaysByKey(world, virtualService.cluster);
      for (const [index, name] of gateways.entries()) {
        const gateway = known.get(gatewayKey(name, virtualService.namespace));
        if (!gateway) continue;
        const open = openHosts(gateway, virtualService.namespace);
        const wanted = hosts.map((host) => fullHost(host, virtualService.namespace));
        if (open.some((host) => wanted.some((own) => hostsOverlap(host, own)) || hosts.includes(host))) continue;
        const served = unique((gateway.spec.servers ?? []).flatMap((server) => server.hosts));
        yield {
          on: virtualService,
          path: ['spec', 'gateways', index],
          message: `${objectName(virtualService)} is for ${listed(hosts)}, and Gateway ${gateway.namespace}/${gateway.name} serves none of them to objects of namespace ${virtualService.namespace}.`,
          why: 'The gateway has no virtual host for them: requests get 404 and the route is never looked at.',
          hint: `Add the host to the Gateway, or bind the VirtualService to one that has it. This one has ${listed(served)}.`,
          related: [{ message: 'the Gateway is here', on: gateway, path: ['spec', 'servers'] }],
        };
      }
    }
  },
});

/** Hosts of a Gateway that VirtualServices of a namespace may be for: `namespace/host` narrows, `*` and none do not. */
function openHosts({ spec, namespace: own }: GatewayObject, namespace: string): string[] {
  return (spec.servers ?? []).flatMap(({ hosts }) =>
    hosts.flatMap((entry) => {
      const slash = entry.indexOf('/');
      if (slash === -1) return [entry];
      const scope = entry.slice(0, slash);
      const open = scope === '*' || scope === namespace || (scope === '.' && own === namespace);
      return open ? [entry.slice(slash + 1)] : [];
    }),
  );
}
