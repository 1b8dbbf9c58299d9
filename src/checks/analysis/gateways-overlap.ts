import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World } from '../world.ts';
import { type GatewayObject, sharePods } from './walks/gateways.ts';
import { groupBy } from './walks/scope.ts';
import { namesOf } from './walks/wording.ts';

type Server = NonNullable<GatewayObject['spec']['servers']>[number];

/** One host on one port of one gateway. */
interface Opening {
  readonly gateway: GatewayObject;
  readonly server: number;
  readonly index: number;
  readonly host: string;
  readonly tls: boolean;
}

/** Two Gateways open the same host on the same port of the same pods. */
export const gatewaysOverlap = defineObjectCheck({
  code: 'gateways-overlap',
  severity: 'error',
  equivalents: ['IST0145', 'KIA0301'],
  *find(world) {
    for (const cluster of world.configClusters) {
      const openings = world.ofKind('Gateway', cluster).flatMap(openingsOf);
      for (const [, group] of groupBy(openings, ({ key }) => key)) {
        if (group.length > 1) yield* conflicts(world, group);
      }
    }
  },
});

function openingsOf(gateway: GatewayObject): (Opening & { readonly key: string })[] {
  return (gateway.spec.servers ?? []).flatMap((one, server) =>
    one.hosts.map((entry, index) => {
      const host = entry.slice(entry.indexOf('/') + 1);
      const key = `${one.port.number} ${one.bind ?? ''} ${host.toLowerCase()}`;
      return { gateway, server, index, host, tls: endsOrPassesTls(one), key };
    }),
  );
}

function endsOrPassesTls({ tls, port }: Server): boolean {
  return (tls !== undefined && !tls.httpsRedirect) || /^(HTTPS|TLS)$/i.test(port.protocol);
}

function* conflicts(world: World, group: readonly Opening[]) {
  for (const opening of group) {
    const { gateway, server, index, host, tls } = opening;
    const rivals = group.filter((other) => other.gateway !== gateway && sharePods(world, gateway, other.gateway));
    if (rivals.length === 0) continue;
    const refused = tls || rivals.some((other) => other.tls);
    const port = gateway.spec.servers![server]!.port.number;
    yield {
      on: gateway,
      path: ['spec', 'servers', server, 'hosts', index],
      message: `${objectName(gateway)} opens port ${port} for '${host}', and so does Gateway ${namesOf(rivals.map((rival) => rival.gateway))} on the same pods.`,
      why: refused
        ? 'A TLS port can have a host once: istiod leaves one of the servers out, or Envoy refuses the whole listener.'
        : "Plain HTTP is joined: routes bound to either Gateway answer on both, in the order of the VirtualServices' age, and one with httpsRedirect redirects for all.",
      hint: 'Keep the host in one Gateway, and bind the VirtualServices of both to it; or give the Gateways pods of their own.',
      ...(!refused && { severity: 'warning' as const }),
      related: rivals.map((rival) => ({
        message: 'the host is here too',
        on: rival.gateway,
        path: ['spec', 'servers', rival.server, 'hosts', rival.index],
      })),
    };
  }
}
