/** Istio's metrics as Prometheus would have scraped them, made to measure. Times are milliseconds since the epoch. */

export interface MetricSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [time: number, value: number])[];
}

export interface Traffic {
  /** Cluster of the callers. */
  readonly cluster: string;
  readonly namespace: string;
  readonly service: string;
  /** As Istio writes it: `unknown` for requests that reached no endpoint. */
  readonly version: string;
  readonly from: number;
  readonly to: number;
  readonly perSecond: number;
  /** Share of requests that succeed, 0 to 1, at a time. Default 1. */
  readonly success?: number | ((time: number) => number);
  /** What the others end with. Default 500 without flags. */
  readonly failure?: { readonly code: string; readonly flags: string };
  /** Milliseconds that requests take. Default 40. */
  readonly takes?: number;
  /** Some take longer: this share of them, that many milliseconds. Default none. */
  readonly slow?: { readonly share: number; readonly takes: number };
  /** Default both: what reaches a server is counted on both sides. */
  readonly reporters?: readonly ('source' | 'destination')[];
  /** Milliseconds between two scrapes. Default 15 s. */
  readonly scrape?: number;
  /** Replaces the name that callers asked for, where proxies counted the request under that. */
  readonly destinationService?: string;
}

const BOUNDS = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000];

/** Counters and histograms of some traffic. */
export function istioTraffic(traffic: Traffic): MetricSeries[] {
  const { reporters = ['source', 'destination'], version, service, namespace } = traffic;
  return reporters.flatMap((reporter) => {
    const labels = {
      reporter,
      source_cluster: traffic.cluster,
      source_workload_namespace: namespace,
      destination_service: traffic.destinationService ?? `${service}.${namespace}.svc.cluster.local`,
      destination_service_name: service,
      destination_version: version,
      destination_canonical_revision: version === 'unknown' ? 'latest' : version,
    };
    return [...counters(traffic, labels), ...histograms(traffic, labels)];
  });
}

function counters(traffic: Traffic, labels: MetricSeries['labels']): MetricSeries[] {
  const { success = 1, failure = { code: '500', flags: '-' } } = traffic;
  const share = (time: number) => (typeof success === 'number' ? success : success(time));
  const name = 'istio_requests_total';
  const outcomes = [
    { code: '200', flags: '-', part: share },
    { ...failure, part: (time: number) => 1 - share(time) },
  ];
  return outcomes.map(({ code, flags, part }) => ({
    name,
    labels: { ...labels, response_code: code, response_flags: flags },
    points: accumulated(traffic, part),
  }));
}

function histograms(traffic: Traffic, labels: MetricSeries['labels']): MetricSeries[] {
  const { takes = 40, slow = { share: 0, takes: 0 } } = traffic;
  return [...BOUNDS, Number.POSITIVE_INFINITY].map((bound) => ({
    name: 'istio_request_duration_milliseconds_bucket',
    labels: { ...labels, response_code: '200', le: bound === Number.POSITIVE_INFINITY ? '+Inf' : `${bound}` },
    points: accumulated(traffic, () => (takes <= bound ? 1 - slow.share : 0) + (slow.takes <= bound ? slow.share : 0)),
  }));
}

function accumulated({ from, to, perSecond, scrape = 15_000 }: Traffic, share: (time: number) => number) {
  const points: [number, number][] = [];
  let sum = 0;
  for (let time = from; time <= to; time += scrape) {
    points.push([time, sum]);
    sum += (perSecond * scrape * share(time)) / 1000;
  }
  return points;
}

/** In the format that promtool reads: families together, each with its type. */
export function openMetrics(series: readonly MetricSeries[]): string {
  const families = new Map<string, MetricSeries[]>();
  for (const one of series) {
    const family = one.name.replace(/_(total|bucket)$/, '');
    families.set(family, [...(families.get(family) ?? []), one]);
  }
  const text = [...families].map(([family, members]) => {
    const { name = '' } = members[0] ?? {};
    const type = name.endsWith('_total') ? 'counter' : name.endsWith('_bucket') ? 'histogram' : 'gauge';
    return `# TYPE ${family} ${type}\n${members.map(linesOf).join('')}`;
  });
  return `${text.join('')}# EOF\n`;
}

function linesOf({ name, labels, points }: MetricSeries): string {
  const inner = Object.entries(labels)
    .map(([label, value]) => `${label}="${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`)
    .join(',');
  return points.map(([time, value]) => `${name}{${inner}} ${value} ${time / 1000}\n`).join('');
}
