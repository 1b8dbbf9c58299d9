import { isHostLabel } from '../../istio/domain-names.ts';
import type { GatewayFacts, GatewayServerFacts } from '../../istio/inventory.ts';
import { isIpAddress } from '../../istio/ip.ts';
import { isGatewayHost } from '../../istio/names.ts';
import { isPort } from '../../istio/ports.ts';
import type { Protocol } from '../../istio/protocol.ts';
import { isUnixAddress, unixAddressProblem } from '../../istio/unix-address.ts';
import type { Freezing } from '../freezing.ts';
import { freezeGatewayTls } from './freeze-gateway-tls.ts';
import type { GatewayTls } from './gateway-tls.ts';
import type { GatewayPort, IngressGateway } from './ingress-gateway.ts';

export function freezeGateway(gateway: IngressGateway, freezing: Freezing): GatewayFacts {
  const { gatewayName: name, namespace, props } = gateway;
  const at = freezing.placeOf(gateway);
  freezing.requireLabel('gateway', name, at);
  freezing.requireLabel('namespace', namespace, at);
  for (const host of props.hosts) if (!isServable(host)) reportHost(gateway, host, freezing);
  const written = [...new Set(props.hosts)].sort();
  const hosts = [...new Set(written.flatMap((host) => nameIn(host, namespace) ?? []))].sort();
  const problems: string[] = twiceNamed(written);
  const servers = Object.entries(props.ports ?? { http: 80 }).map(([port, value]) =>
    freezeServer(port, typeof value === 'number' ? { number: value } : value, written, problems),
  );
  servers.sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1));
  problems.push(...clashes(servers, written), ...unserved(servers, written));
  for (const problem of new Set(problems)) reportProblem(gateway, problem, freezing);
  return {
    key: `${namespace}/${name}`,
    name,
    namespace,
    hosts,
    ...(hosts.join() !== written.join() && { writtenHosts: written }),
    clusters: [...new Set(props.in.map((cluster) => cluster.node.id))].sort(),
    selector: { ...(props.selector ?? { istio: name }) },
    serviceAccount: props.serviceAccount,
    servers,
  };
}

/** A host that a Gateway takes: a full name or `*`, with a namespace before it or none. */
function isServable(host: string): boolean {
  const slash = host.indexOf('/');
  const before = host.slice(0, Math.max(slash, 0));
  return isGatewayHost(host.slice(slash + 1)) && (slash === -1 || /^[*.]$/.test(before) || isHostLabel(before));
}

/** The name that VirtualServices of a namespace serve under a host; undefined where it is for those of another one. */
function nameIn(host: string, namespace: string): string | undefined {
  const slash = host.indexOf('/');
  const name = host.slice(slash + 1);
  return slash === -1 || ['*', '.', namespace].includes(host.slice(0, slash)) ? name : undefined;
}

function twiceNamed(written: readonly string[]): string[] {
  const names = written.map((host) => host.slice(host.indexOf('/') + 1));
  return names.filter((name, i) => names.indexOf(name) < i).map((name) => `the host '${name}' is there twice`);
}

const PLAIN: readonly string[] = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'];
const SECURE: readonly string[] = ['HTTPS', 'TLS'];
const STREAM: readonly string[] = ['TCP', 'MONGO', 'REDIS', 'MYSQL'];

function freezeServer(
  name: string,
  { number, protocol, tls, httpsRedirect, hosts, bind, statPrefix }: GatewayPort & { readonly tls?: GatewayTls },
  written: readonly string[],
  problems: string[],
): GatewayServerFacts {
  problems.push(...wrongWithAddress(name, number, bind), ...wrongWithHosts(name, hosts, written));
  const frozen = tls && freezeGatewayTls(tls, `tls of port '${name}'`);
  if (frozen && 'problems' in frozen) problems.push(...frozen.problems);
  const facts = frozen && 'tls' in frozen ? frozen.tls : undefined;
  const usual = facts ? (facts.mode === 'PASSTHROUGH' ? 'TLS' : 'HTTPS') : 'HTTP';
  const own = hosts && [...new Set(hosts)].sort();
  const allowed = tls ? SECURE : httpsRedirect ? PLAIN : [...PLAIN, ...STREAM];
  if (protocol !== undefined && !allowed.includes(protocol))
    problems.push(
      `port '${name}' is of protocol ${protocol}, and ${withWhat(tls, httpsRedirect)} it is one of ${allowed.join(', ')}`,
    );
  if (tls && httpsRedirect) problems.push(`port '${name}' has tls and httpsRedirect, which is for plain HTTP`);
  if (statPrefix !== undefined && (protocol ?? usual) !== 'HTTPS')
    problems.push(`port '${name}' has a statPrefix, which proxies read on ports of HTTPS alone`);
  return {
    name,
    number,
    tls: facts,
    httpsRedirect: httpsRedirect ?? false,
    ...(protocol !== undefined && protocol !== usual && { protocol: protocol as Protocol }),
    ...(own && own.length < written.length && { hosts: own }),
    ...(bind !== undefined && { bind }),
    ...(statPrefix !== undefined && { statPrefix }),
  };
}

function withWhat(tls: unknown, httpsRedirect: boolean | undefined): string {
  return tls ? 'with tls' : httpsRedirect ? 'with httpsRedirect' : 'without tls';
}

function wrongWithAddress(name: string, number: number, bind: string | undefined): string[] {
  const socket = typeof bind === 'string' && isUnixAddress(bind);
  const wrong =
    bind === undefined || isIpAddress(bind) ? undefined : socket ? unixAddressProblem(bind) : 'it is neither';
  return [
    ...(socket && number !== 0 ? [`port '${name}' is a Unix socket, whose number is 0`] : []),
    ...(socket || isPort(number) ? [] : [`port '${name}' has the number ${number}`]),
    ...(wrong === undefined
      ? []
      : [`port '${name}' binds to '${bind}', which is no address or unix://<path>: ${wrong}`]),
  ];
}

function wrongWithHosts(name: string, hosts: readonly string[] | undefined, written: readonly string[]): string[] {
  if (hosts?.length === 0) return [`port '${name}' has an empty list of hosts`];
  return (hosts ?? [])
    .filter((host) => !written.includes(host))
    .map((host) => `port '${name}' serves the host '${host}', which is none of the gateway's`);
}

function unserved(servers: readonly GatewayServerFacts[], written: readonly string[]): string[] {
  const served = new Set(servers.flatMap(({ hosts = written }) => hosts));
  return written.filter((host) => !served.has(host)).map((host) => `none of its ports serves the host '${host}'`);
}

/** Servers that Istio would leave out because of another one at the same address. */
function clashes(servers: readonly GatewayServerFacts[], written: readonly string[]): string[] {
  return servers.flatMap((server, i) =>
    servers.slice(0, i).flatMap((other) => {
      if (other.number !== server.number || (other.bind ?? '') !== (server.bind ?? '')) return [];
      if (!canShare(other, server)) return [`port ${server.number} is there twice`];
      const common = (server.hosts ?? written).filter((host) => (other.hosts ?? written).includes(host));
      return common.map((host) => `port ${server.number} is there twice for the host '${host}'`);
    }),
  );
}

/** Plain HTTP is told apart by the Host header, TLS by the name in its handshake. */
function canShare(one: GatewayServerFacts, other: GatewayServerFacts): boolean {
  if (one.tls || other.tls) return one.tls !== undefined && other.tls !== undefined;
  return [one, other].every(({ protocol = 'HTTP' }) => PLAIN.includes(protocol));
}

function reportHost(gateway: IngressGateway, host: string, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-host',
    at: freezing.placeOf(gateway),
    message: `Gateway '${gateway.gatewayName}' cannot serve the host '${host}'.`,
    why: 'Istio refuses a Gateway whose hosts are short names, addresses or wildcards inside a label.',
    hint: "Write a full name (shop.example), a wildcard of whole labels (*.shop.example), or '*' for any host.",
  });
}

function reportProblem(gateway: IngressGateway, problem: string, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(gateway),
    message: `Gateway '${gateway.gatewayName}': ${problem}.`,
    why: 'Istio would refuse the Gateway, drop one of its servers, or leave out what proxies do not read there.',
    hint: 'Correct it; docs/gateways.md says what belongs together. Ports that share a number need hosts of their own.',
  });
}
