import type { Server, ServerTLSSettings } from '../../istio/generated/types/index.ts';
import type { GatewayFacts, GatewayServerFacts, ServerTlsFacts } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { isProtocol, type Protocol } from '../../istio/protocol.ts';
import { fieldsOf, itemsOf, labelsOf, textOf } from '../lift/fields.ts';

/** What of a gateway its Gateway object says. */
export type GatewayPiece = Pick<
  GatewayFacts,
  'key' | 'name' | 'namespace' | 'hosts' | 'writtenHosts' | 'selector' | 'servers'
>;

/**
 * The ports and hosts of an ingress gateway.
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export function gatewayManifest(gateway: GatewayPiece): Manifest {
  const { name, namespace, selector, servers } = gateway;
  const spec = { selector, servers: servers.map((server) => lowerServer(server, gateway)) };
  return { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name, namespace }, spec };
}

function lowerServer(server: GatewayServerFacts, gateway: GatewayPiece): Server {
  const { name, number, tls, httpsRedirect, hosts, bind, statPrefix } = server;
  return {
    port: { number, name, protocol: protocolOf(server) },
    hosts: hosts ?? gateway.writtenHosts ?? gateway.hosts,
    ...(tls && { tls: lowerTls(tls) }),
    ...(httpsRedirect && { tls: { httpsRedirect: true } }),
    ...(bind !== undefined && { bind }),
    ...(statPrefix !== undefined && { name: statPrefix }),
  } as Server;
}

/** What is spoken on a port of a gateway. */
export function protocolOf({ protocol, tls }: Pick<GatewayServerFacts, 'protocol' | 'tls'>): Protocol {
  return protocol ?? usualProtocol(tls);
}

function usualProtocol(tls: ServerTlsFacts | undefined): Protocol {
  if (!tls) return 'HTTP';
  return tls.mode === 'PASSTHROUGH' ? 'TLS' : 'HTTPS';
}

function lowerTls({ mode, ...rest }: ServerTlsFacts): ServerTLSSettings {
  return { mode, ...rest } as ServerTLSSettings;
}

/**
 * The gateway that a Gateway object from anywhere describes; undefined where it says what no gateway of ours does. Nothing
 * tells the clusters that run its pods, or whose service account they have.
 */
export function liftGateway({ metadata, spec }: Manifest): GatewayPiece | undefined {
  const { name, namespace = 'default' } = metadata;
  const lifted = itemsOf(fieldsOf(spec).servers).map(liftServer);
  const servers = lifted.flatMap((server) => server ?? []);
  const written = [...new Set(servers.flatMap(({ hosts = [] }) => hosts))].sort();
  if (lifted.length === 0 || servers.length < lifted.length || written.length === 0) return undefined;
  const hosts = [...new Set(written.flatMap((host) => nameFor(host, namespace) ?? []))].sort();
  return {
    key: `${namespace}/${name}`,
    name,
    namespace,
    hosts,
    ...(hosts.join() !== written.join() && { writtenHosts: written }),
    selector: labelsOf(fieldsOf(spec).selector),
    servers: servers
      .map(({ hosts: own = [], ...server }) => (own.length === written.length ? server : { ...server, hosts: own }))
      .sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1)),
  };
}

function nameFor(host: string, namespace: string): string | undefined {
  const slash = host.indexOf('/');
  return slash === -1 || ['*', '.', namespace].includes(host.slice(0, slash)) ? host.slice(slash + 1) : undefined;
}

function liftServer(value: unknown): GatewayServerFacts | undefined {
  const server = fieldsOf(value);
  const { number } = fieldsOf(server.port);
  const name = textOf(fieldsOf(server.port).name);
  const protocol = textOf(fieldsOf(server.port).protocol)?.toUpperCase() ?? '';
  const tls = fieldsOf(server.tls);
  const hosts = itemsOf(server.hosts).filter((host) => typeof host === 'string');
  const mode = textOf(tls.mode);
  if (typeof number !== 'number' || name === undefined || !isProtocol(protocol) || hosts.length === 0) return undefined;
  if (mode === 'AUTO_PASSTHROUGH' || server.defaultEndpoint !== undefined) return undefined;
  const { httpsRedirect, ...rest } = tls;
  const lifted =
    Object.keys(rest).length > 0 ? ({ ...rest, mode: mode ?? 'PASSTHROUGH' } as ServerTlsFacts) : undefined;
  const bind = textOf(server.bind);
  const statPrefix = textOf(server.name);
  return {
    name,
    number,
    tls: lifted,
    httpsRedirect: httpsRedirect === true,
    ...(protocol !== usualProtocol(lifted) && { protocol }),
    hosts: [...new Set(hosts)].sort(),
    ...(bind !== undefined && { bind }),
    ...(statPrefix !== undefined && { statPrefix }),
  };
}
