import type { Facts } from '../../istio/facts.ts';
import type { DestinationOutcome, EndpointOutcome, Failure, Outcome } from '../../simulate/outcome.ts';
import type { Aspect } from './types.ts';

/** What one request meets, in words that are compared and shown. Aspects of what does not arrive are left out. */
export interface Told {
  readonly aspects: ReadonlyMap<Aspect, string>;
  readonly arrives: boolean;
  /** Whether access, tokens or mutual TLS keep it out. */
  readonly refused: boolean;
  /** What servers accept. */
  readonly modes: readonly ServerMode[];
}

export interface ServerMode {
  readonly host: string;
  readonly port: number;
  readonly cluster: string;
  readonly mode: string;
}

/** Words for outcomes, as seen from one cluster's clients. */
export class Teller {
  readonly #networks: ReadonlyMap<string, string>;
  readonly #names: ReadonlyMap<string, string>;

  constructor(facts: Facts, names: ReadonlyMap<string, string>) {
    this.#networks = new Map(facts.clusters.map(({ name, network }) => [name, network]));
    this.#names = names;
  }

  told(outcome: Outcome, asked: { readonly cluster: string; readonly host: string }): Told {
    const sent = outcome.destinations.filter(({ weight }) => weight > 0);
    const lost = lostShares(outcome, sent);
    const arrives =
      outcome.verdict === 'answered' || (outcome.failure === undefined && [...lost.values()].reduce(sum, 0) < 0.9995);
    const aspects = new Map<Aspect, string>([['outcome', outcomeWords(lost)]]);
    const tell = (aspect: Aspect, words: string) => aspects.set(aspect, words);
    if (arrives) {
      tell('answer', answerWords(outcome));
      tell('fault', faultWords(outcome));
      tell('timeout', outcome.timeout === undefined ? 'none' : time(outcome.timeout));
      tell('retries', retryWords(outcome));
    }
    if (arrives && outcome.verdict !== 'answered') {
      tell('split', this.#splitWords(sent, asked.host));
      tell('copies', this.#copyWords(outcome, asked.host));
      tell('rewrite', rewriteWords(outcome));
      // What is outside speaks for itself.
      if (!sent.some(({ external }) => external)) tell('wire', wireWords(sent));
      tell('place', this.#placeWords(sent, asked.cluster));
    }
    const refused = !arrives && [...failuresOf(outcome, sent)].some(isRefusal);
    return { aspects, arrives, refused, modes: modesOf(sent) };
  }

  #splitWords(sent: readonly DestinationOutcome[], asked: string): string {
    const shares = new Map<string, number>();
    for (const one of sent) {
      const name = this.#versionOf(one, asked);
      shares.set(name, (shares.get(name) ?? 0) + one.weight);
    }
    return sharesWords(shares);
  }

  #copyWords({ mirrors }: Outcome, asked: string): string {
    const copies = mirrors.filter(({ weight }) => weight > 0);
    return copies.map((one) => `${percent(one.weight)} to ${this.#versionOf(one, asked)}`).join(', ') || 'none';
  }

  /** The pods that serve it, by their version where they say one: a subset of another name may be the same pods. */
  #versionOf({ host, subset, endpoints }: DestinationOutcome, asked: string): string {
    const pods = endpoints.filter(({ share, workload }) => share > 0 && workload !== undefined);
    const versions = [...new Set(pods.map(({ workload }) => versionName(workload)))].sort();
    const elsewhere = host === asked ? '' : `${this.#names.get(host) ?? host} `;
    if (versions.length > 3) return `${elsewhere}${subset ?? 'any version'}`;
    const name = versions.length > 0 ? versions.join(' or ') : (subset ?? '');
    return `${elsewhere}${name}`.trim() || 'all of it';
  }

  #placeWords(sent: readonly DestinationOutcome[], cluster: string): string {
    const shares = new Map<string, number>();
    for (const { endpoints, weight, external } of sent) {
      if (external && endpoints.length === 0) shares.set(OUTSIDE, (shares.get(OUTSIDE) ?? 0) + weight);
      for (const endpoint of endpoints) {
        if (endpoint.share === 0) continue;
        const where = this.#distance(endpoint, cluster);
        shares.set(where, (shares.get(where) ?? 0) + weight * endpoint.share);
      }
    }
    return sharesWords(shares);
  }

  #distance({ cluster, network }: EndpointOutcome, from: string): string {
    if (cluster === from) return 'in its cluster';
    return network === this.#networks.get(from) ? 'in other clusters' : 'in other networks';
  }
}

const OUTSIDE = 'outside of the mesh';

function versionName(workload: EndpointOutcome['workload']): string {
  const { labels = {}, name = '' } = workload ?? {};
  return labels['service.istio.io/canonical-revision'] ?? labels.version ?? name;
}

/** Shares of the requests that do not arrive, by why. */
function lostShares({ failure, verdict }: Outcome, sent: readonly DestinationOutcome[]): ReadonlyMap<string, number> {
  if (failure) return new Map([[flagWords(failure), 1]]);
  const lost = new Map<string, number>();
  const add = (why: string, share: number) => lost.set(why, (lost.get(why) ?? 0) + share);
  if (verdict === 'answered') return lost;
  for (const destination of sent) {
    const used = destination.endpoints.filter(({ share }) => share > 0);
    if (destination.failure) add(flagWords(destination.failure), destination.weight);
    else if (used.length === 0 && !destination.external) add('no endpoint', destination.weight);
    else for (const { failure: why, share } of used) if (why) add(flagWords(why), destination.weight * share);
  }
  return lost;
}

function* failuresOf({ failure }: Outcome, sent: readonly DestinationOutcome[]): Iterable<Failure> {
  if (failure) yield failure;
  for (const destination of sent) {
    if (destination.failure) yield destination.failure;
    for (const endpoint of destination.endpoints) if (endpoint.failure) yield endpoint.failure;
  }
}

/** Who is refused on purpose, or for lack of the mesh's mutual TLS. */
function isRefusal({ flag, by }: Failure): boolean {
  return ['RBAC', 'JWT'].includes(flag) || by === 'server proxy';
}

function outcomeWords(lost: ReadonlyMap<string, number>): string {
  const total = [...lost.values()].reduce(sum, 0);
  if (total < 0.0005) return 'arrives';
  if (total > 0.9995) return `fails: ${[...lost.keys()].sort().join(', ')}`;
  return [...lost]
    .sort()
    .map(([why, share]) => `${percent(share)} fails: ${why}`)
    .join(', ');
}

const FLAGS: Readonly<Record<string, string>> = {
  NR: 'no route',
  NC: 'no such subset or host',
  UH: 'no endpoint',
  RBAC: 'denied by access policy',
  JWT: 'its token is refused',
  BlackHole: 'its proxy may not call this host',
  DNS: 'no such name',
};

function flagWords({ flag, by }: Failure): string {
  if (by === 'server proxy' && flag === 'NR') return "refused by the server's proxy (NR)";
  const words = Object.hasOwn(FLAGS, flag) ? FLAGS[flag] : undefined;
  return words === undefined ? `${flag} at the ${by}` : `${words} (${flag})`;
}

function answerWords({ answer }: Outcome): string {
  if (!answer) return 'none';
  return `${answer.kind} ${answer.status}${answer.location === undefined ? '' : ` to ${answer.location}`}`;
}

function faultWords({ fault }: Outcome): string {
  const delay = fault?.delay ? [`${percent(fault.delay.share)} wait ${time(fault.delay.milliseconds)}`] : [];
  const abort = fault?.abort ? [`${percent(fault.abort.share)} get ${fault.abort.status}`] : [];
  return [...delay, ...abort].join(', ') || 'none';
}

function retryWords({ retries }: Outcome): string {
  if (!retries || retries.attempts === 0) return 'none';
  const each = retries.perTryTimeout === undefined ? '' : `, each for at most ${time(retries.perTryTimeout)}`;
  return `${retries.attempts} on ${retries.on}${each}`;
}

function rewriteWords({ rewritten }: Outcome): string {
  const path = rewritten?.path === undefined ? [] : [`path ${rewritten.path}`];
  const authority = rewritten?.authority === undefined ? [] : [`host ${rewritten.authority}`];
  return [...path, ...authority].join(', ') || 'none';
}

const WIRE: Readonly<Record<EndpointOutcome['tls'], string>> = {
  mutual: 'mutual TLS',
  tls: 'TLS',
  application: "the application's TLS",
  plaintext: 'plaintext',
};

function wireWords(sent: readonly DestinationOutcome[]): string {
  const used = sent.flatMap(({ endpoints }) => endpoints.filter(({ share, failure }) => share > 0 && !failure));
  return [...new Set(used.map(({ tls }) => WIRE[tls]))].sort().join(' and ');
}

function modesOf(sent: readonly DestinationOutcome[]): readonly ServerMode[] {
  const modes = new Map<string, { readonly at: Omit<ServerMode, 'mode'>; readonly found: Set<string> }>();
  for (const { host, port, endpoints } of sent) {
    for (const { cluster, server } of endpoints) {
      if (!server) continue;
      const key = `${cluster} ${port} ${host}`;
      const known = modes.get(key);
      if (known) known.found.add(server.mode);
      else modes.set(key, { at: { host, port, cluster }, found: new Set([server.mode]) });
    }
  }
  return [...modes.values()].map(({ at, found }) => ({ ...at, mode: [...found].sort().join(' and ') }));
}

function sharesWords(shares: ReadonlyMap<string, number>): string {
  const shown = [...shares].filter(([, share]) => share >= 0.0005).sort(([a], [b]) => (a < b ? -1 : 1));
  return shown.map(([name, share]) => `${name} ${percent(share)}`).join(', ');
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

function time(milliseconds: number): string {
  return milliseconds >= 1000 && milliseconds % 100 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}

function sum(a: number, b: number): number {
  return a + b;
}
