import { objectName } from '../naming.ts';
import { defineObjectCheck, type ObjectFinding } from '../object-check.ts';
import { groupBy } from '../walks/scope.ts';
import { type GatewayObject, sharePods } from './walks/gateways.ts';
import { newcomers } from './walks/rivals.ts';
import { listed, namesOf, unique } from './walks/wording.ts';

type Server = NonNullable<GatewayObject['spec']['servers']>[number];

/** One host on one port of one gateway. */
interface Opening {
  readonly on: GatewayObject;
  readonly server: number;
  readonly index: number;
  readonly host: string;
  readonly port: number;
  readonly bind: string;
  readonly tls: boolean;
}

interface Overlap {
  readonly one: Opening;
  readonly older: readonly Opening[];
}

/** Two Gateways open the same host on the same port of the same pods. */
export const gatewaysOverlap = defineObjectCheck({
  code: 'gateways-overlap',
  severity: 'error',
  equivalents: ['IST0145', 'KIA0301'],
  *find(world) {
    for (const cluster of world.configClusters) {
      const openings = world.ofKind('Gateway', cluster).flatMap(openingsOf);
      const overlaps: Overlap[] = [];
      for (const [, group] of groupBy(openings, keyOf)) {
        overlaps.push(...newcomers(group, (one, other) => sharePods(world, one.on, other.on)));
      }
      const serverOf = ({ one }: Overlap) => `${one.on.namespace}/${one.on.name} ${one.server}`;
      for (const [, own] of groupBy(overlaps, serverOf))
        yield finding([...own].sort((a, b) => a.one.index - b.one.index));
    }
  },
});

function openingsOf(on: GatewayObject): Opening[] {
  return (on.spec.servers ?? []).flatMap((one, server) =>
    one.hosts.map((entry, index) => ({
      on,
      server,
      index,
      host: entry.slice(entry.indexOf('/') + 1).toLowerCase(),
      port: one.port.number,
      bind: one.bind ?? '',
      tls: endsOrPassesTls(one),
    })),
  );
}

function keyOf({ host, port, bind }: Opening): string {
  return `${port} ${bind} ${host}`;
}

function endsOrPassesTls({ tls, port }: Server): boolean {
  return (tls ? !tls.httpsRedirect : false) || /^(HTTPS|TLS)$/i.test(port.protocol);
}

function finding(overlaps: readonly Overlap[]): ObjectFinding {
  const [{ one }] = overlaps as [Overlap];
  const older = overlaps.flatMap((overlap) => overlap.older);
  const refused = [...overlaps.map((overlap) => overlap.one), ...older].some(({ tls }) => tls);
  const hosts = unique(overlaps.map((overlap) => `'${overlap.one.host}'`));
  return {
    on: one.on,
    path: ['spec', 'servers', one.server, 'hosts', one.index],
    message: `${objectName(one.on)} opens port ${one.port} for ${listed(hosts)}, and so does Gateway ${namesOf(older.map(({ on }) => on))} on the same pods.`,
    why: refused
      ? 'A TLS port can have a host once: istiod leaves one of the servers out, or Envoy refuses the whole listener.'
      : "Plain HTTP is joined: routes bound to either Gateway answer on both, in the order of the VirtualServices' age, and one with httpsRedirect redirects for all.",
    hint: 'Keep the host in one Gateway, and bind the VirtualServices of both to it; or give the Gateways pods of their own.',
    ...(!refused && { severity: 'warning' as const }),
    related: older.map(({ on, server, index }) => ({
      message: 'the host is here too',
      on,
      path: ['spec', 'servers', server, 'hosts', index],
    })),
  };
}
