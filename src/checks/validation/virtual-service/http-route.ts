import { durationProblem } from '../../../istio/duration.ts';
import { hasOnly, isSet, listOf, type Message, messageOf, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import { validateCors } from './cors.ts';
import { validateDestination, validateHttpDestinations } from './destinations.ts';
import { validateDirectResponse } from './direct-response.ts';
import { validateFault } from './fault.ts';
import { refuseSecondAuthority, validateHeaders } from './headers.ts';
import { validateHttpMatches } from './http-match.ts';
import { validateMirrors } from './mirrors.ts';
import { validateRedirect } from './redirect.ts';
import { validateRetries } from './retries.ts';
import { validateRewrite } from './rewrite.ts';

interface Role {
  /** Whether it is a route of a VirtualService that others delegate to. */
  readonly delegate: boolean;
  /** Whether Istio made it of a Gateway API route. */
  readonly lenient: boolean;
  /** Whether the matches of all routes together are known to be without a fault. */
  readonly matched: boolean;
}

/** What most routes have and no more. */
const USUAL: ReadonlySet<string> = new Set(['name', 'match', 'route', 'timeout', 'retries']);

/** Rules for one entry of `http`. */
export function validateHttpRoute(route: Message, at: Cursor, role: Role): void {
  if (hasOnly(route, USUAL)) validateUsual(route, at, role);
  else validateAny(route, at, role);
}

/** The same rules for a route of the usual fields: to look for the others takes longer than all the rest. */
function validateUsual(route: Message, at: Cursor, { lenient, matched }: Role): void {
  const destinations = listOf(route.route);
  if (destinations.length === 0) leadsNowhere(at);
  if (!matched) validateHttpMatches(listOf(route.match), at);
  const retries = messageOf(route.retries);
  if (retries) at.once(validateRetries, 'retries', retries);
  validateHttpDestinations(destinations, at, lenient);
  if (isSet(route.timeout)) validateTimeout(textOf(route.timeout), at);
}

function validateAny(route: Message, at: Cursor, { delegate, lenient, matched }: Role): void {
  if (!delegate && messageOf(route.delegate)) validateRoot(route, at);
  else validateAction(route, at, delegate);
  if (!matched) validateHttpMatches(listOf(route.match), at);
  const headers = messageOf(route.headers);
  if (headers) validateHeaders(headers, at.at('headers'));
  const cors = messageOf(route.corsPolicy);
  if (cors) validateCors(cors, at.at('corsPolicy'));
  const fault = messageOf(route.fault);
  if (fault) validateFault(fault, at.at('fault'));
  const mirror = messageOf(route.mirror);
  if (mirror) validateDestination(mirror, at.at('mirror'));
  validateMirrors(route, at);
  const redirect = messageOf(route.redirect);
  if (redirect) validateRedirect(redirect, listOf(route.match), at.at('redirect'));
  const directResponse = messageOf(route.directResponse);
  if (directResponse) validateDirectResponse(directResponse, at.at('directResponse'));
  const retries = messageOf(route.retries);
  if (retries) at.once(validateRetries, 'retries', retries);
  const rewrite = messageOf(route.rewrite);
  if (rewrite) validateRewrite(rewrite, at.at('rewrite'));
  if (headers) refuseSecondAuthority(textOf(rewrite?.authority), headers, at.at('headers'));
  validateHttpDestinations(listOf(route.route), at, lenient);
  if (isSet(route.timeout)) validateTimeout(textOf(route.timeout), at);
}

function validateTimeout(timeout: string, at: Cursor): void {
  const problem = durationProblem(timeout);
  if (problem === undefined) return;
  const hint = 'For no timeout leave the field out: that is the default.';
  at.at('timeout').error(`the timeout ${timeout} ${problem}`, hint);
}

/** A route that hands on to another VirtualService. */
function validateRoot(route: Message, at: Cursor): void {
  const hint = 'Move it to the VirtualService that is delegated to.';
  if (messageOf(route.redirect)) at.at('redirect').error('a route that delegates may not redirect', hint);
  if (listOf(route.route).length > 0) at.at('route').error('a route that delegates may not have destinations', hint);
}

/** One of route, redirect and directResponse, and nothing that goes badly with it. */
function validateAction(route: Message, at: Cursor, delegate: boolean): void {
  if (delegate && messageOf(route.delegate)) {
    at.at('delegate').error('a VirtualService without hosts is delegated to and may not delegate on');
  }
  const destinations = listOf(route.route).length > 0;
  const action = messageOf(route.redirect)
    ? 'redirect'
    : messageOf(route.directResponse)
      ? 'directResponse'
      : undefined;
  if (action !== undefined) {
    const others = action === 'redirect' ? ['fault', 'rewrite', 'directResponse'] : ['fault', 'rewrite'];
    const found = others.filter((field) => messageOf(route[field]));
    for (const field of destinations ? ['route', ...found] : found) {
      at.at(field).error(`${field} and ${action} exclude each other in one route`);
    }
  } else if (!destinations) {
    leadsNowhere(at);
  }
  if (messageOf(route.mirror) && listOf(route.mirrors).length > 0) {
    at.at('mirrors').error('mirror and mirrors exclude each other', 'Move what mirror says into mirrors.');
  }
}

function leadsNowhere(at: Cursor): void {
  at.error('the route leads nowhere: route, redirect and directResponse are all missing');
}
