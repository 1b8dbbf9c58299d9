import type { HTTPMatchRequest } from '../../istio/generated/types/index.ts';
import type { MatchSnapshot } from '../../model/snapshot-types.ts';
import type { HeaderMatches, TextMatch } from '../../model/specs.ts';

/** One alternative of a route as Istio writes it, narrowed to a port of the service where one is given. */
export function lowerHttpMatch(match: MatchSnapshot, port: number | undefined): HTTPMatchRequest {
  const { path, ignorePathCase, method, authority, scheme, headers, withoutHeaders, queryParams, from } = match;
  return {
    ...(match.name !== undefined && { name: match.name }),
    ...(match.statPrefix !== undefined && { statPrefix: match.statPrefix }),
    ...(path && { uri: path }),
    ...(ignorePathCase && { ignoreUriCase: true }),
    ...(method && { method }),
    ...(authority && { authority }),
    ...(scheme && { scheme }),
    ...(headers && { headers: lowerNamed(headers) }),
    ...(withoutHeaders && { withoutHeaders: lowerNamed(withoutHeaders) }),
    ...(queryParams && { queryParams: lowerNamed(queryParams) }),
    ...(from?.namespace !== undefined && { sourceNamespace: from.namespace }),
    ...(from?.labels && { sourceLabels: from.labels }),
    ...(match.gatewayPort !== undefined && { port: match.gatewayPort }),
    ...(port !== undefined && { port }),
  } as HTTPMatchRequest;
}

/** The same backwards; on gateways `port` is one of the gateway's. */
export function liftHttpMatch(match: HTTPMatchRequest, onGateway: boolean): MatchSnapshot {
  const { uri, ignoreUriCase, method, authority, scheme, sourceNamespace, sourceLabels, port, name, statPrefix } =
    match;
  const from = {
    ...(sourceNamespace !== undefined && { namespace: sourceNamespace }),
    ...(sourceLabels && { labels: sourceLabels }),
  };
  return {
    ...(uri && { path: uri as TextMatch }),
    ...(ignoreUriCase && { ignorePathCase: true as const }),
    ...(method && { method: method as TextMatch }),
    ...(authority && { authority: authority as TextMatch }),
    ...(scheme && { scheme: scheme as TextMatch }),
    ...(match.headers && { headers: liftNamed(match.headers) }),
    ...(match.withoutHeaders && { withoutHeaders: liftNamed(match.withoutHeaders) }),
    ...(match.queryParams && { queryParams: liftNamed(match.queryParams) }),
    ...(Object.keys(from).length > 0 && { from }),
    ...(onGateway && port !== undefined && { gatewayPort: port }),
    ...(name !== undefined && { name }),
    ...(statPrefix !== undefined && { statPrefix }),
  };
}

/** Istio's way to ask only that something is there is a condition without content. */
function lowerNamed(conditions: HeaderMatches): object {
  return Object.fromEntries(
    Object.entries(conditions).map(([name, value]) => [name, value === 'present' ? {} : value]),
  );
}

function liftNamed(conditions: object): HeaderMatches {
  return Object.fromEntries(
    Object.entries(conditions as Readonly<Record<string, object>>).map(([name, value]) => [
      name,
      Object.keys(value).length === 0 ? 'present' : (value as TextMatch),
    ]),
  );
}
