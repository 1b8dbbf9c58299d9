import type { Manifest } from '../../istio/manifest.ts';
import type { LocalRateLimitSnapshot } from '../../model/snapshot-types.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { LOCAL_RATE_LIMIT, LOCAL_RATE_LIMIT_TYPE } from '../proxies/local-rate-limit.ts';
import { fieldsOf, itemsOf } from './fields.ts';
import type { KindLift } from './kind-lift.ts';
import { liftScope } from './scope.ts';

export const envoyFilter: KindLift = {
  kind: 'EnvoyFilter',
  said: {
    priority: 'LocalRateLimit',
    workloadSelector: 'LocalRateLimit: scope',
    'configPatches.applyTo': 'LocalRateLimit',
    'configPatches.match.context': 'LocalRateLimit: scope',
    'configPatches.match.listener.portNumber': 'LocalRateLimit: port',
    'configPatches.match.listener.filterChain.filter.name': 'LocalRateLimit',
    'configPatches.patch.operation': 'LocalRateLimit',
    'configPatches.patch.value': 'LocalRateLimit: requests, per, burst, status, enforced, responseHeaders',
  },
  lift: (index, manifest) => {
    const limit = liftLocalRateLimit(index, manifest);
    return limit && { localRateLimits: [limit] };
  },
};

/** The limit that an EnvoyFilter of Meshwright's one shape says; undefined for any other. */
export function liftLocalRateLimit(index: MeshIndex, manifest: Manifest): LocalRateLimitSnapshot | undefined {
  const scope = liftScope(index, manifest, 'EnvoyFilter', 'networking.istio.io');
  const [only, ...others] = itemsOf(fieldsOf(manifest.spec).configPatches);
  const { match, patch } = fieldsOf(only);
  const { name, typed_config } = fieldsOf(fieldsOf(patch).value);
  const config = fieldsOf(typed_config);
  if (!scope || others.length > 0 || name !== LOCAL_RATE_LIMIT || config['@type'] !== LOCAL_RATE_LIMIT_TYPE)
    return undefined;
  const { max_tokens: burst, tokens_per_fill: requests, fill_interval: per } = fieldsOf(config.token_bucket);
  const enforced = fieldsOf(fieldsOf(config.filter_enforced).default_value).numerator;
  const { code = 429 } = fieldsOf(config.status);
  const subject = subjectAt(index, scope.subject, fieldsOf(fieldsOf(match).listener).portNumber);
  const numbers = [burst, requests, enforced, code];
  if (!subject || typeof per !== 'string' || numbers.some((one) => typeof one !== 'number')) return undefined;
  const headers = itemsOf(config.response_headers_to_add).map((one) => {
    const { key, value } = fieldsOf(fieldsOf(one).header);
    return [String(key), String(value)] as const;
  });
  return {
    ...scope,
    subject,
    requests: requests as number,
    per: per as LocalRateLimitSnapshot['per'],
    burst: burst as number,
    status: code as number,
    enforced: enforced as number,
    ...(headers.length > 0 && { responseHeaders: Object.fromEntries(headers) }),
  };
}

/** A port of the pods by the service's first name for it. */
function subjectAt(index: MeshIndex, subject: LocalRateLimitSnapshot['subject'], port: unknown) {
  if (port === undefined) return subject;
  const service = subject.kind === 'service' ? index.services.get(subject.service) : undefined;
  const found = service?.ports.find(({ targetPort }) => targetPort === port);
  return service && found && { kind: 'port' as const, service: service.key, port: found.name };
}
