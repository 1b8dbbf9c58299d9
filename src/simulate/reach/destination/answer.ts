import type { EndpointOutcome, Failure } from '../../outcome.ts';
import type { JwtFacts } from '../../request.ts';
import type { Aspect, SeenRequest } from '../../routed.ts';
import { carriedText } from '../../sent.ts';
import { type AccessVerdict, judgeAccess } from '../access/judge.ts';
import type { Arrival } from './arrive.ts';
import type { Plan } from './plan.ts';

/** What becomes of one request at the end of a plan. */
export interface Answer {
  readonly endpoints: readonly EndpointOutcome[];
  /** Of the whole destination. */
  readonly failure: Failure | undefined;
  readonly unjudged: readonly string[];
}

/** What policies may look at. */
export interface Asking {
  readonly seen: SeenRequest;
  readonly jwt: JwtFacts | undefined;
  readonly protocol: 'http' | 'tcp';
}

interface Memory {
  /** What of a request policies look at; requests that are the same there get the same answer. */
  readonly looksAt: readonly Aspect[];
  readonly answers: Map<string, Answer>;
}

const memories = new WeakMap<Plan, Memory>();
/** Requests of one kind come again and again; of other kinds there is no end. */
const MOST_ANSWERS = 64;

export function answerTo(plan: Plan, asking: Asking): Answer {
  const { looksAt, answers } = memoryOf(plan);
  const key = carriedText(looksAt, asking);
  const known = answers.get(key);
  if (known) return known;
  const made = judge(plan, asking);
  if (answers.size >= MOST_ANSWERS) answers.clear();
  answers.set(key, made);
  return made;
}

/** What of a request policies look at where it ends. */
export function lookedAtBy(plan: Plan): readonly Aspect[] {
  return memoryOf(plan).looksAt;
}

function memoryOf(plan: Plan): Memory {
  const known = memories.get(plan);
  if (known) return known;
  const looksAt = new Set(plan.arrivals.flatMap(({ connection, server }) => (connection ? server.looksAt : [])));
  const made: Memory = { looksAt: [...looksAt], answers: new Map() };
  memories.set(plan, made);
  return made;
}

interface Ended {
  readonly outcome: EndpointOutcome;
  readonly unjudged: readonly string[];
}

function judge(plan: Plan, asking: Asking): Answer {
  // Equal pods behind several gateways are asked once.
  const verdicts = new Map<object, AccessVerdict>();
  const ends = plan.arrivals.map((arrival): Ended => {
    const { outcome, server, connection, unjudged } = arrival;
    if (!connection || !server.view || !server.workload) return unasked(arrival);
    const request = { ...asking, ...connection, protocol: connection.protocol ?? asking.protocol };
    const verdict = verdicts.get(server) ?? judgeAccess(server.view, server.workload, request);
    verdicts.set(server, verdict);
    return {
      outcome: judged(outcome, verdict),
      unjudged: verdict.unjudged.length === 0 ? unjudged : [...unjudged, ...verdict.unjudged],
    };
  });
  return summed(plan, ends);
}

function judged(outcome: EndpointOutcome, { access, failure }: AccessVerdict): EndpointOutcome {
  const { cluster, network, workload, via, priority, share, tls, identity, server } = outcome;
  return { cluster, network, workload, via, priority, share, tls, identity, server, access, failure };
}

function unasked({ outcome, unjudged }: Arrival): Ended {
  return { outcome, unjudged };
}

function summed(plan: Plan, ends: readonly Ended[]): Answer {
  const endpoints = ends.map(({ outcome }) => outcome);
  const said = new Set(plan.unjudged);
  // What gets no requests while others are healthy needs no reserve.
  for (const { outcome, unjudged } of ends) if (outcome.share > 0) for (const sentence of unjudged) said.add(sentence);
  return {
    endpoints,
    failure: plan.failure ?? commonFailure(endpoints),
    unjudged: said.size === 0 ? NOTHING : [...said],
  };
}

const NOTHING: readonly string[] = [];

/** Where every endpoint that gets requests fails, the whole destination does. */
function commonFailure(endpoints: readonly EndpointOutcome[]): Failure | undefined {
  const used = endpoints.filter(({ share }) => share > 0);
  return used.length > 0 && used.every(({ failure }) => failure !== undefined) ? used[0]?.failure : undefined;
}
