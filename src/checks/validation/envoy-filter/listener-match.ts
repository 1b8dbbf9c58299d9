import { type Message, messageOf, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';

const connectionManager = 'envoy.filters.network.http_connection_manager';

/** Rules for the filters named in a match of listeners. Returns whether it is free of errors. */
export function validateListenerMatch(applyTo: string, listener: Message, at: Cursor): boolean {
  const filter = messageOf(messageOf(listener.filterChain)?.filter);
  if (!filter) return true;
  const here = at.at('filterChain').at('filter');
  const name = textOf(filter.name);
  const subFilter = messageOf(filter.subFilter);
  if (applyTo === 'LISTENER' || applyTo === 'FILTER_CHAIN') {
    here.warn(`a match of a filter has no effect with applyTo: ${applyTo}`, 'Remove it, or patch the filter.');
  }
  if (name === '') {
    here.at('name').error('the filter to match needs a name');
    return false;
  }
  if (subFilter && !validateSubFilter(applyTo, name, subFilter, here.at('subFilter'))) return false;
  warnOfOldName(name, here.at('name'));
  warnOfOldName(textOf(subFilter?.name), here.at('subFilter').at('name'));
  return true;
}

function validateSubFilter(applyTo: string, filter: string, subFilter: Message, at: Cursor): boolean {
  if (applyTo !== 'HTTP_FILTER') {
    at.error(`a subFilter goes with applyTo: HTTP_FILTER only, not with ${applyTo}`);
  } else if (filter !== connectionManager && filter !== 'envoy.http_connection_manager') {
    at.error(`the filter ${filter} has no subFilters`, `Match the filter ${connectionManager}.`);
  } else if (textOf(subFilter.name) === '') {
    at.at('name').error('the subFilter to match needs a name');
  } else {
    return true;
  }
  return false;
}

/** Names that Envoy gave up, by the group of filters they are in now; most kept the rest of the name. */
const oldNames: ReadonlyMap<string, string> = new Map([
  ...namesIn('http', 'buffer cors csrf fault grpc_http1_bridge grpc_json_transcoder grpc_web gzip health_check'),
  ...namesIn('http', 'ip_tagging lua router squash'),
  ...namesIn(
    'network',
    'client_ssl_auth ext_authz http_connection_manager mongo_proxy ratelimit redis_proxy tcp_proxy',
  ),
  ['envoy.http_dynamo_filter', 'envoy.filters.http.dynamo'],
  ['envoy.rate_limit', 'envoy.filters.http.ratelimit'],
  ...namesIn('listener', 'http_inspector original_dst original_src proxy_protocol tls_inspector', 'envoy.listener'),
]);

function namesIn(group: string, names: string, old = 'envoy'): (readonly [string, string])[] {
  return names.split(' ').map((name) => [`${old}.${name}`, `envoy.filters.${group}.${name}`] as const);
}

function warnOfOldName(name: string, at: Cursor): void {
  const today = oldNames.get(name);
  if (today !== undefined) at.warn(`the filter name ${name} is deprecated`, `Use ${today}.`);
}
