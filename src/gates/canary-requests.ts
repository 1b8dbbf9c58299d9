import { z } from 'zod';
import type { CanaryFacts } from './gate.ts';
import { name } from './option-schemas.ts';
import { anyOf, literally, matchers } from './promql-text.ts';

/** Which requests of Istio's metrics are those of a canary. */
export interface RequestOptions {
  /** The server that is asked: a name of the operator's configuration. Default `default`. */
  readonly source?: string | undefined;
  /**
   * Who counts. The callers' proxies (`source`, the default) also see requests that reached no endpoint; the servers'
   * (`destination`) see nothing of those.
   */
  readonly reporter?: 'source' | 'destination' | undefined;
  /** The label that tells versions apart. Default `destination_version`. */
  readonly versionLabel?: 'destination_version' | 'destination_canonical_revision' | undefined;
  /** The label that names the caller's cluster; `''` looks at all of them. Default `source_cluster`. */
  readonly clusterLabel?: string | undefined;
  /**
   * Other host names by which callers ask, such as an ingress gateway's: a request for which a proxy has no cluster is
   * counted under the name that it asked for. Default: the service's own names.
   */
  readonly hosts?: readonly string[] | undefined;
}

export const requestOptions = {
  source: name.optional(),
  reporter: z.enum(['source', 'destination'], { error: "is neither 'source' nor 'destination'" }).optional(),
  versionLabel: z
    .enum(['destination_version', 'destination_canonical_revision'], { error: 'is no label of versions' })
    .optional(),
  clusterLabel: z
    .string({ error: 'is not a text' })
    .regex(/^([a-zA-Z_][a-zA-Z0-9_]*)?$/, 'is no name of a label')
    .optional(),
  hosts: z.array(name).optional(),
} as const;

export const DEFAULT_SOURCE = 'default';

export function versionLabelOf({ versionLabel = 'destination_version' }: RequestOptions): string {
  return versionLabel;
}

/** Clusters whose requests to the new version are counted. Callers' proxies do not count copies, servers' do. */
export function clustersSeen(
  { weights, cohort = [], mirrored = [] }: CanaryFacts,
  { reporter }: RequestOptions,
): readonly string[] {
  return [...new Set([...Object.keys(weights), ...cohort, ...(reporter === 'destination' ? mirrored : [])])];
}

/** Said where nothing can be seen of the new version because it gets nothing, or nothing that is counted. */
export function nothingSeen({ to, mirrored = [] }: CanaryFacts): string {
  if (mirrored.length === 0) return `${to} has no traffic at this stage`;
  return `${to} gets only copies at this stage, which callers' proxies do not count`;
}

/**
 * Selectors of a metric, for requests to the canary's service from the clusters that send the canary anything. Several,
 * because a name without namespace means this service only to callers of its own namespace.
 */
export function requestSelectors(metric: string, canary: CanaryFacts, options: RequestOptions): readonly string[] {
  const { reporter = 'source', clusterLabel = 'source_cluster', hosts = [] } = options;
  const clusters = clustersSeen(canary, options);
  const common = [
    ['reporter', '=', reporter],
    ...(clusterLabel === '' ? [] : [[clusterLabel, '=~', anyOf(clusters)] as const]),
  ] as const;
  if (reporter === 'destination')
    return [`${metric}${matchers([...common, ['destination_service', '=', canary.host]])}`];
  const { namespace } = canary;
  const service = canary.host.split('.')[0] ?? canary.host;
  const names = [canary.host, `${service}.${namespace}`, `${service}.${namespace}.svc`, ...hosts];
  const own: (readonly [string, '=', string])[] = [['source_workload_namespace', '=', namespace]];
  return [
    `${metric}${matchers([...common, ['destination_service', '=~', `(${anyOf([...new Set(names)])})${PORT}`]])}`,
    `${metric}${matchers([...common, ...own, ['destination_service', '=~', `${literally(service)}${PORT}`]])}`,
  ];
}

const PORT = '(:[0-9]+)?';
