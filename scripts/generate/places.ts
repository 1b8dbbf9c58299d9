// What Istio says of a message or a field: where its reference describes it, and what the CRDs do not tell.
// Checked by hand against the reference pages in istio.io/api v1.31.0.
import { referenceRoot } from './names.ts';

/** Fields (of one message, or whatever the message) that the reference hides: the link goes to the message. */
const hidden = new Set([
  'targetRef',
  'targetRefs',
  'verificationKey',
  'CorsPolicy.allowOrigin',
  'EnvoyConfigObjectMatch.waypoint',
  'HTTPFaultAbort.http2Error',
  'HTTPFaultDelay.exponentialDelay',
  'HTTPRoute.mirrorPercent',
  'HTTPRoute.mirror_percent',
  'L4MatchAttributes.sourceSubnet',
  'ListenerMatch.portName',
  'OutboundTrafficPolicy.egressProxy',
  'OutlierDetection.consecutiveErrors',
  'Port.targetPort',
  'Server.defaultEndpoint',
  'SidecarPort.targetPort',
  'TLSCertificate.caCertificates',
  'Tracing.useRequestIdForTraceSampling',
  'WaypointMatch.filter',
  'WaypointMatch.portNumber',
  'WaypointMatch.route',
]);

/** `deprecated = true` in the proto files, or an old spelling; the CRDs do not carry it. */
const deprecated = new Set([
  'ConsistentHashLB.minimumRingSize',
  'CorsPolicy.allowOrigin',
  'HTTPFaultDelay.percent',
  'HTTPRoute.mirrorPercent',
  'HTTPRoute.mirror_percent',
  'JWTRule.jwks_uri',
  'LoadBalancerSettings.warmupDurationSecs',
  'OutlierDetection.consecutiveErrors',
  'Port.targetPort',
  'SidecarPort.targetPort',
]);

/** Optional in the CRD, yet Istio's validating webhook refuses an object without it. */
const requiredByWebhook = new Set([
  'ConnectionKeepalive.interval',
  'ConnectionKeepalive.timeout',
  'EnvoyConfigObjectPatch.applyTo',
  'EnvoyConfigObjectPatch.patch',
  'GatewaySpec.servers',
  'PortTrafficPolicy.port',
  'RegexRewrite.match',
  'RegexRewrite.rewrite',
  'RuleFrom.source',
  'RuleTo.operation',
  'TCPRoute.route',
  'TLSRoute.route',
]);

/** Names in the proto files that are not the snake case of the JSON name. */
const protoNames: Readonly<Record<string, string>> = { consecutive5xxErrors: 'consecutive_5xx_errors' };

/** Links for a message; it has several when Istio has several messages of one structure. */
export function linksOfMessage(places: string): string[] {
  return places.split(' ').map(urlOf);
}

export function linksOfField(message: string, places: string, field: string): string[] {
  if (hidden.has(field) || hidden.has(`${message}.${field}`)) return linksOfMessage(places);
  const proto = protoNames[field] ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return places.split(' ').map((place) => urlOf(place.includes('#') ? `${place}-${proto}` : place));
}

/** What to know of a field beside its type. */
export function notesOnField(message: string, field: string): string[] {
  const path = `${message}.${field}`;
  if (path === 'VirtualServiceSpec.hosts') return ['Required, unless other virtual services delegate to this one.'];
  if (requiredByWebhook.has(path)) return ["Istio's webhook requires it, although the CRD does not."];
  return deprecated.has(path) ? ['@deprecated'] : [];
}

function urlOf(place: string): string {
  const [page, anchor] = place.split('#');
  const url = page ? `${referenceRoot}/${page}/` : `${referenceRoot}/`;
  return anchor ? `${url}#${anchor}` : url;
}
