import type { Manifest } from '../../../istio/manifest.ts';
import { itemOf, listOf, type Message, mapOf, textOf } from '../../../istio/message.ts';
import { namespaceOf } from '../context.ts';
import { Cursor } from '../cursor.ts';
import { validateExportTo } from '../export-to.ts';
import type { Problems } from '../problem.ts';
import { validateGatewayNames } from './gateway-names.ts';
import { refuseClaims, validateHosts } from './hosts.ts';
import { validateHttpRoute } from './http-route.ts';
import { validateTcpRoute, validateTlsRoute } from './l4-routes.ts';
import { warnOfCoveredMatches } from './overlaps.ts';
import { warnOfUnusedRules } from './unused-rules.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/virtual-service/ */
export function validateVirtualService(manifest: Manifest, problems: Problems): void {
  const spec = itemOf(manifest.spec);
  const at = new Cursor(problems, 'spec');
  // Istio marks what it makes of Gateway API routes so, and is lenient with it.
  const annotations = mapOf(manifest.metadata?.annotations);
  const lenient = annotations['internal.istio.io/route-semantics'] === 'gateway';
  const hosts = listOf(spec.hosts).map(textOf);
  const gateways = listOf(spec.gateways);
  const delegate = hosts.length === 0;
  if (delegate) validateDelegate(spec, at);
  validateGatewayNames(gateways, at.at('gateways'), { lenient, warn: true });
  const onlyGateways = gateways.length > 0 && !gateways.includes('mesh');
  const matches = listOf(spec.http).map((route) => listOf(itemOf(route).match));
  const kind = onlyGateways ? 'matches at gateways' : 'matches in sidecars';
  const matched = problems.faultless?.hasSequence(kind, matches) ?? false;
  if (!onlyGateways && !matched) refuseClaims(spec, at.at('http'));
  validateHosts(hosts, spec, at.at('hosts'), onlyGateways);
  validateRoutes(spec, at, { hosts, lenient, delegate, bound: !gateways.includes('mesh'), matched });
  validateExportTo(spec.exportTo, at.at('exportTo'), { namespace: namespaceOf(manifest) });
  if (!matched && problems.found.length === 0) problems.faultless?.addSequence(kind, matches);
}

/** A VirtualService without hosts: others hand requests to its HTTP routes. */
function validateDelegate(spec: Message, at: Cursor): void {
  for (const field of ['gateways', 'tls', 'tcp']) {
    if (listOf(spec[field]).length === 0) continue;
    const message = `a VirtualService without hosts is there for others to delegate to and may not have ${field}`;
    at.at(field).error(message, `Add hosts, or leave out ${field}.`);
  }
}

interface Surroundings {
  readonly hosts: readonly string[];
  readonly lenient: boolean;
  readonly delegate: boolean;
  /** Whether sidecars are not among those it is for. */
  readonly bound: boolean;
  /** Whether the matches of the HTTP routes are known to be without a fault. */
  readonly matched: boolean;
}

function validateRoutes(spec: Message, at: Cursor, { hosts, lenient, delegate, bound, matched }: Surroundings): void {
  const http = listOf(spec.http);
  const tls = listOf(spec.tls);
  const tcp = listOf(spec.tcp);
  if (http.length + tls.length + tcp.length === 0) {
    at.error('the VirtualService has no routes: http, tcp and tls are all empty');
  }
  const here = { http: at.at('http'), tls: at.at('tls'), tcp: at.at('tcp') };
  const role = { delegate, lenient, matched };
  for (let i = 0; i < http.length; i++) validateHttpRoute(itemOf(http[i]), here.http.at(i), role);
  for (let i = 0; i < tls.length; i++) validateTlsRoute(itemOf(tls[i]), here.tls.at(i), { hosts, lenient, bound });
  for (let i = 0; i < tcp.length; i++) validateTcpRoute(itemOf(tcp[i]), here.tcp.at(i), { lenient });
  if (!matched) {
    warnOfUnusedRules(http, here.http, 'http');
    warnOfCoveredMatches(http, here.http);
  }
  warnOfUnusedRules(tcp, here.tcp, 'tcp');
  warnOfUnusedRules(tls, here.tls, 'tls');
}
