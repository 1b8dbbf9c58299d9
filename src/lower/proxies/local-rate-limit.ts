import type { Manifest } from '../../istio/manifest.ts';
import type { LocalRateLimitSnapshot } from '../../model/snapshot-types.ts';
import { perSubject } from '../access/per-subject.ts';
import type { ServerPlace } from '../access/server-place.ts';
import type { ClusterObject } from '../cluster-object.ts';
import type { MeshIndex } from '../mesh-index.ts';

export const LOCAL_RATE_LIMIT = 'envoy.filters.http.local_ratelimit';
export const LOCAL_RATE_LIMIT_TYPE =
  'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit';
const CONNECTION_MANAGER = 'envoy.filters.network.http_connection_manager';

/**
 * Limits that each proxy counts by itself: the one shape of EnvoyFilter that Meshwright writes. It names the filter that it
 * adds and the one in front of which it goes, both of which Envoy keeps, and has a priority, so that age decides nothing.
 * @see https://istio.io/latest/docs/tasks/policy-enforcement/rate-limit/
 */
export function localRateLimits(index: MeshIndex): ClusterObject[] {
  return perSubject(index, index.mesh.localRateLimits, 'policies', (limit, place) => lowerLimit(index, limit, place));
}

function lowerLimit(index: MeshIndex, limit: LocalRateLimitSnapshot, place: ServerPlace): Manifest | undefined {
  const { subject } = limit;
  const service = 'service' in subject ? index.services.get(subject.service) : undefined;
  const port = subject.kind === 'port' ? service?.ports.find(({ name }) => name === subject.port) : undefined;
  if (subject.kind === 'port' && !port) return undefined;
  const isGateway = subject.kind === 'gateway' || service?.egress !== undefined;
  const listener = {
    ...(port && { portNumber: port.targetPort }),
    filterChain: { filter: { name: CONNECTION_MANAGER } },
  };
  const patch = {
    applyTo: 'HTTP_FILTER',
    match: { context: isGateway ? 'GATEWAY' : 'SIDECAR_INBOUND', listener },
    patch: { operation: 'INSERT_BEFORE', value: { name: LOCAL_RATE_LIMIT, typed_config: configOf(limit) } },
  };
  return {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: `${place.name}${port ? `.${port.name}` : ''}.local-rate-limit`, namespace: place.namespace },
    spec: {
      priority: 10,
      ...(place.selector && { workloadSelector: { labels: place.selector } }),
      configPatches: [patch],
    },
  };
}

function configOf({ requests, per, burst, status, enforced, responseHeaders }: LocalRateLimitSnapshot) {
  const share = (numerator: number, key: string) => ({
    runtime_key: `local_rate_limit_${key}`,
    default_value: { numerator, denominator: 'HUNDRED' },
  });
  const headers = Object.entries(responseHeaders ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    '@type': LOCAL_RATE_LIMIT_TYPE,
    stat_prefix: 'http_local_rate_limiter',
    token_bucket: { max_tokens: burst, tokens_per_fill: requests, fill_interval: per },
    filter_enabled: share(100, 'enabled'),
    filter_enforced: share(enforced, 'enforced'),
    ...(status !== 429 && { status: { code: status } }),
    ...(headers.length > 0 && {
      response_headers_to_add: headers.map(([key, value]) => ({
        append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
        header: { key, value },
      })),
    }),
  };
}
