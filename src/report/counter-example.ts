import type { Manifest } from '../istio/manifest.ts';
import type { CounterExample, Proved } from '../schedule/proof/index.ts';

/** A counter-example in words: of one value, whatever it is printed as. */
export interface ToldCounterExample {
  readonly breach: CounterExample['breach'];
  readonly headline: string;
  /** `GET /cart of productpage (shop) in us-east to reviews.shop.svc.cluster.local:9080`. */
  readonly request: string;
  readonly happens: string;
  readonly expected: string;
  /** Objects by cluster: those that are applied by then, and those that are not. */
  readonly clusters: readonly ToldCluster[];
  readonly remedy?: string;
}

export interface ToldCluster {
  readonly cluster: string;
  readonly applied: readonly string[];
  readonly notYet: readonly string[];
}

const HEADLINES: Readonly<Record<CounterExample['breach'], string>> = {
  fails: 'A request fails',
  opens: 'Something opens',
  weakens: 'A request is less protected',
  leaks: 'Versions get shares that nobody asked for',
};

export function toldCounterExample(example: CounterExample): ToldCounterExample {
  const { breach, happens, expected, remedy, mixture } = example;
  const clusters = [...new Set(mixture.map(({ change }) => change.cluster))].sort();
  return {
    ...{ breach, headline: HEADLINES[breach], request: requestOf(example), happens, expected },
    clusters: clusters.map((cluster) => {
      const own = mixture.filter(({ change }) => change.cluster === cluster);
      const isLast = ({ change, version }: (typeof mixture)[number]) => version === change.versions.length - 1;
      return {
        cluster,
        applied: own.filter(isLast).map(objectOf),
        notYet: own.filter((one) => !isLast(one)).map(objectOf),
      };
    }),
    ...(remedy !== undefined && { remedy }),
  };
}

/** Lines for a terminal: what happens to whom, in which mixture, and what would make it safe. */
export function counterExampleText(example: CounterExample): string {
  const told = toldCounterExample(example);
  return [
    `${told.headline}: ${told.request}`,
    `  ${told.happens}`,
    `  ${told.expected}`,
    ...told.clusters.flatMap(({ cluster, applied, notYet }) => [
      ...(applied.length > 0 ? [`  ${cluster}, applied:         ${applied.join(', ')}`] : []),
      ...(notYet.length > 0 ? [`  ${cluster}, not yet applied: ${notYet.join(', ')}`] : []),
    ]),
    ...(told.remedy === undefined ? [] : [`  What would make it safe: ${told.remedy}`]),
  ].join('\n');
}

/** What a proof found, as plain JSON: counts of any size as text. */
export function proofJson({ counts, counterExamples, spans: _, ...rest }: Proved) {
  return {
    ...rest,
    counts: { ...counts, mixtures: String(counts.mixtures) },
    counterExamples: counterExamples.map(toldCounterExample),
  };
}

function requestOf({ probe, request }: CounterExample): string {
  const { method, path, sni, address } = request;
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  const what = [method, path ?? (sni === undefined ? undefined : `TLS for ${sni}`)].filter(
    (part) => part !== undefined,
  );
  const asked = what.length === 0 ? 'a request' : what.join(' ');
  const by = `${asked} of ${probe.who} in ${probe.client.cluster} to ${probe.to}:${probe.port}`;
  const more = [...headers, ...(address === undefined ? [] : [`at ${address}`])];
  return more.length === 0 ? by : `${by} (${more.join(', ')})`;
}

/** What changes, and which of several stages the mixture has where there are more than two. */
function objectOf({ change, version }: CounterExample['mixture'][number]): string {
  const named: Manifest | undefined = change.versions.find((one) => one !== undefined);
  const { namespace, name = change.id } = named?.metadata ?? {};
  const object = `${named?.kind ?? 'object'} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  const last = change.versions.length - 1;
  const goes =
    change.versions[last] === undefined ? ' (removed)' : change.versions[version] === undefined ? ' (not there)' : '';
  const stage =
    version > 0 && version < last ? ` (as ${last - version} ${last - version === 1 ? 'step' : 'steps'} before)` : '';
  return `${object}${stage || goes}`;
}
