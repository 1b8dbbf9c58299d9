import type { Manifest } from '../../istio/manifest.ts';
import type { ProxySnapshots, TelemetrySnapshot } from '../../model/snapshot-types.ts';
import { matchLabels, perSubject } from '../access/per-subject.ts';
import type { ServerPlace } from '../access/server-place.ts';
import type { ClusterObject } from '../cluster-object.ts';
import type { MeshIndex } from '../mesh-index.ts';

/**
 * What proxies tell of requests.
 * @see https://istio.io/latest/docs/reference/config/telemetry/
 */
export function telemetries(index: MeshIndex): ClusterObject[] {
  return perSubject(index, index.mesh.telemetries, 'policies', lowerTelemetry);
}

function lowerTelemetry({ accessLogging, metrics, tracing }: TelemetrySnapshot, place: ServerPlace): Manifest {
  return {
    apiVersion: 'telemetry.istio.io/v1',
    kind: 'Telemetry',
    metadata: { name: place.name, namespace: place.namespace },
    spec: {
      ...matchLabels(place),
      ...(accessLogging && { accessLogging: accessLogging.map(lowerLogging) }),
      ...(metrics && { metrics: metrics.map(lowerMetrics) }),
      ...(tracing && { tracing: tracing.map(lowerTracing) }),
    },
  };
}

type Of<K extends keyof ProxySnapshots> = ProxySnapshots[K][number];
type Logging = NonNullable<Of<'telemetries'>['accessLogging']>[number];
type Metrics = NonNullable<Of<'telemetries'>['metrics']>[number];
type Tracing = NonNullable<Of<'telemetries'>['tracing']>[number];

function lowerLogging({ providers, mode, filter, disabled }: Logging) {
  return {
    ...named(providers),
    ...(mode && { match: { mode } }),
    ...(filter !== undefined && { filter: { expression: filter } }),
    ...(disabled !== undefined && { disabled }),
  };
}

function lowerMetrics({ providers, overrides, reportingInterval }: Metrics) {
  return {
    ...named(providers),
    ...(overrides && { overrides: overrides.map(lowerOverride) }),
    ...(reportingInterval !== undefined && { reportingInterval }),
  };
}

function lowerOverride({ metric, mode, disabled, tagOverrides }: NonNullable<Metrics['overrides']>[number]) {
  const about = typeof metric === 'object' ? { customMetric: metric.custom } : metric && { metric };
  const tags = tagOverrides && Object.entries(tagOverrides);
  return {
    ...((about || mode) && { match: { ...about, ...(mode && { mode }) } }),
    ...(disabled !== undefined && { disabled }),
    ...(tags && { tagOverrides: Object.fromEntries(tags) }),
  };
}

function lowerTracing({ providers, mode, customTags, ...rest }: Tracing) {
  const tags = customTags && Object.entries(customTags).map(([name, tag]) => [name, lowerTag(tag)]);
  return {
    ...named(providers),
    ...(mode && { match: { mode } }),
    ...rest,
    ...(tags && { customTags: Object.fromEntries(tags) }),
  };
}

function lowerTag(tag: NonNullable<Tracing['customTags']>[string]) {
  if ('literal' in tag) return { literal: { value: tag.literal } };
  if ('formatter' in tag) return { formatter: { value: tag.formatter } };
  const { defaultValue } = tag;
  const more = defaultValue !== undefined ? { defaultValue } : {};
  if ('header' in tag) return { header: { name: tag.header, ...more } };
  return { environment: { name: tag.environment, ...more } };
}

function named(providers: readonly string[] | undefined) {
  return providers ? { providers: providers.map((name) => ({ name })) } : {};
}
