import type { ConfigView } from '../config-view.ts';
import { printRef } from '../objects.ts';
import type { ProxyAnswer, RouteTaken } from '../outcome.ts';
import type { Routed, SeenRequest } from '../routed.ts';
import { entries, type Fields, fields, number, text } from '../shape.ts';
import type { Asked } from './asked.ts';
import { type Candidate, inShort } from './choose.ts';
import { milliseconds } from './durations.ts';
import { faults } from './faults.ts';
import { headerOperations, operate } from './header-operations.ts';
import { redirectAnswer } from './redirect.ts';
import { failed, routed, type Way } from './result.ts';
import { retries } from './retries.ts';
import { rewrittenPath } from './rewrite.ts';
import { shares } from './shares.ts';
import { type Lookup, mirrors, weighted } from './targets.ts';
import { changes, sentTo } from './told.ts';

/** What a route does with a request that fits it. */
export function act(view: ConfigView, way: Way, candidate: Candidate, listenerPort: number, lookup: Lookup): Routed {
  const { asked } = way;
  const { rule, alternative } = candidate;
  const route = routeTaken(candidate);
  const answer = ownAnswer(rule.spec, candidate, asked, listenerPort);
  if (answer) return answered(way, { route, answer });
  const fault = faults(rule.spec.fault);
  if (fault?.abort?.share === 1) {
    const { status } = fault.abort;
    const abort: ProxyAnswer = { kind: 'abort', status: typeof status === 'number' ? status : 200 };
    return answered(way, { route, fault, answer: abort });
  }
  const parts = shares(entries(rule.spec.route));
  if (parts.length === 0) return noDestination(way, candidate, route);
  const rewrite = fields(rule.spec.rewrite);
  const path = rewrittenPath(rewrite, alternative.uri, asked);
  const seen = seenAfter(rule.spec, path, asked, only(parts)?.target);
  const result = routed(way, {
    route,
    destinations: [...weighted(parts, lookup, seen), ...mirrors(rule.spec, lookup)],
    fault,
    timeout: milliseconds(rule.spec.timeout),
    retries: retries(rule.spec.retries, view.meshConfig.defaultHttpRetryPolicy),
    rewritten: rewritten(asked, path, seen),
    seen,
  });
  way.trace.step(where(way), sentTo(result), () => changes(result));
  return result;
}

function answered(way: Way, result: Partial<Routed> & { readonly answer: ProxyAnswer }): Routed {
  const { kind, status, location } = result.answer;
  way.trace.step(
    where(way),
    `it answers by itself: ${kind} ${status}${location === undefined ? '' : ` to ${location}`}`,
  );
  return routed(way, result);
}

function where({ proxy }: Way): 'gateway' | 'client' {
  return proxy.kind === 'gateway' ? 'gateway' : 'client';
}

export function routeTaken({ rule, alternative }: Candidate): RouteTaken {
  const { object, root, index, name } = rule;
  return { object, ...(root && { root }), list: 'http', index, name, match: alternative.index };
}

function ownAnswer(spec: Fields, candidate: Candidate, asked: Asked, listenerPort: number): ProxyAnswer | undefined {
  if (spec.redirect) return redirectAnswer(fields(spec.redirect), candidate.alternative.uri, asked, listenerPort);
  if (!spec.directResponse) return undefined;
  return { kind: 'direct response', status: number(fields(spec.directResponse).status) ?? 0 };
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

/** The Host header and headers behind the route's operations, and behind those of its only destination. */
function seenAfter(spec: Fields, path: string, asked: Asked, single: Fields | undefined): SeenRequest {
  const own = headerOperations(spec.headers);
  const ofTarget = single && headerOperations(single.headers);
  let headers = asked.headers;
  if (own) headers = operate(headers, own);
  const host = text(fields(spec.rewrite).authority) ?? own?.authority ?? ofTarget?.authority ?? asked.authority;
  if (ofTarget) headers = operate(headers, ofTarget);
  return { method: asked.method, path, host, headers };
}

function rewritten(asked: Asked, path: string, seen: SeenRequest): Routed['rewritten'] {
  const newPath = path !== asked.path;
  const newHost = seen.host !== asked.authority;
  if (!newPath && !newHost) return undefined;
  return { ...(newPath && { path: path + asked.query }), ...(newHost && { authority: seen.host }) };
}

/** Envoy refuses a split without weight, and with it everything else that came in the same update. */
function noDestination(way: Way, { rule, alternative }: Candidate, route: RouteTaken): Routed {
  const reason =
    `${inShort(rule, alternative)} of ${printRef(rule.object)} has no destination with a weight above 0: ` +
    'Istio refuses such a VirtualService, and a proxy that got it would keep its old routes';
  if (way.trace.on) return failed(way, { flag: 'NR', status: 404, by: by(way), reason }, { route });
  return routed(way, { route, failure: { flag: 'NR', status: 404, by: by(way), reason, object: rule.object } });
}

function by({ proxy }: Way): 'gateway' | 'client proxy' {
  return proxy.kind === 'gateway' ? 'gateway' : 'client proxy';
}
