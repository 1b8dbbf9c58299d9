import { isPartialWildcard, wildcardDomainProblem } from '../../istio/domain-names.ts';
import { isIpOrSubnet } from '../../istio/ip.ts';
import type { RouteMatch } from './route-match.ts';
import type { MatchSnapshot, RouteActions } from './route-snapshot.ts';

const OF_REQUESTS = [
  ...['path', 'grpc', 'method', 'authority', 'scheme', 'headers', 'queryParams', 'cookie', 'claims'],
  ...['name', 'statPrefix'],
] as const;

/** What is told of a connection, beside which nothing can be told of requests. */
export function freezeConnection(
  match: RouteMatch,
  problems: string[],
): Pick<MatchSnapshot, 'sniHosts' | 'destinationSubnets'> {
  const { sniHosts, destinationSubnets } = match;
  const given = sniHosts ? 'sniHosts' : destinationSubnets && 'destinationSubnets';
  if (!given) return {};
  const strange = OF_REQUESTS.filter((name) => match[name] !== undefined);
  if (strange.length > 0) problems.push(`has ${given} and ${strange.join(' and ')}, which only requests of HTTP have`);
  if (sniHosts?.length === 0 || destinationSubnets?.length === 0) problems.push(`has an empty list of ${given}`);
  for (const host of sniHosts ?? []) {
    const problem = isPartialWildcard(host) ? 'a wildcard is a whole label' : wildcardDomainProblem(host);
    if (problem !== undefined) problems.push(`asks for the TLS name '${host}', which is none: ${problem}`);
  }
  for (const subnet of destinationSubnets ?? [])
    if (!isIpOrSubnet(subnet)) problems.push(`asks for the address '${subnet}', which is neither one nor a network`);
  return {
    ...(sniHosts && { sniHosts: [...new Set(sniHosts.map((host) => host.toLowerCase()))].sort() }),
    ...(destinationSubnets && { destinationSubnets: [...new Set(destinationSubnets)].sort() }),
  };
}

const OF_HTTP = [
  'redirect',
  'directResponse',
  'delegate',
  'rewrite',
  'headers',
  'versionHeaders',
  'mirrors',
  'settings',
] as const;

/** What is wrong with a route whose conditions are about connections: ends of "Route 'x' …". */
export function wrongWithConnections(
  matches: readonly MatchSnapshot[],
  actions: RouteActions & { readonly name?: string | undefined; readonly toPort?: string | undefined },
  onGateways: boolean,
): string[] {
  const byName = matches.filter(({ sniHosts }) => sniHosts !== undefined);
  const byAddress = matches.some(({ destinationSubnets }) => destinationSubnets !== undefined);
  if (byName.length === 0 && !byAddress) return [];
  const given = byName.length > 0 ? 'sniHosts' : 'destinationSubnets';
  const named = [...OF_HTTP, 'name' as const, 'toPort' as const].filter((what) => actions[what] !== undefined);
  return [
    ...(named.length > 0 ? [`has ${given} and ${named.join(' and ')}, which only requests of HTTP have`] : []),
    ...(byName.length > 0 && byName.length < matches.length
      ? ['has sniHosts in some entries of its match and not in others, which no connection of TLS could fit']
      : []),
    ...(byName.length > 0 && byAddress && new Set(matches.map((one) => String(one.destinationSubnets))).size > 1
      ? ['has different destinationSubnets for its sniHosts, which Istio would apply to the names behind them as well']
      : []),
    ...(byAddress && onGateways
      ? ['has destinationSubnets and is bound to gateways, to whose own address callers connect']
      : []),
  ];
}
