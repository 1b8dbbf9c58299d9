import type { Field } from './fields.ts';

/** Why a field is left to low-level constructs: by `Type.field`, by `Type` for all of its fields, or by kind. */

const GATEWAY_API = 'for gateways of the Gateway API and for ambient, which Meshwright does not speak yet';

export const REASONS: Readonly<Record<string, string>> = {
  // What is about proxies that Meshwright does not know.
  PolicyTargetReference: GATEWAY_API,
  'AuthorizationPolicySpec.targetRef': GATEWAY_API,
  'AuthorizationPolicySpec.targetRefs': GATEWAY_API,
  'RequestAuthenticationSpec.targetRef': GATEWAY_API,
  'RequestAuthenticationSpec.targetRefs': GATEWAY_API,
  'TelemetrySpec.targetRef': GATEWAY_API,
  'TelemetrySpec.targetRefs': GATEWAY_API,
  'WasmPluginSpec.targetRef': GATEWAY_API,
  'WasmPluginSpec.targetRefs': GATEWAY_API,

  // What Istio has replaced.
  'ConsistentHashLB.minimumRingSize': 'deprecated: `loadBalancer.consistentHash.ringHash` says it',
  'LoadBalancerSettings.warmupDurationSecs': 'deprecated: `warmup.duration` says it',
  'OutlierDetection.consecutiveErrors': 'deprecated: `consecutive5xxErrors` and `consecutiveGatewayErrors` say it',
  'CorsPolicy.allowOrigin': 'deprecated: `cors.allowOrigins` says it',
  'HTTPFaultDelay.percent': 'deprecated: `faults.delay.percent` is written as `percentage`',
  'HTTPRoute.mirror': '`mirrors` says it, of one copy as of several',
  'HTTPRoute.mirrorPercent': 'deprecated: `mirrors` says it',
  'HTTPRoute.mirrorPercentage': '`mirrors` says it',
  'L4MatchAttributes.sourceSubnet': 'Istio takes it and does nothing with it',

  'HTTPMatchRequest.gateways': 'each gateway, and the mesh, has VirtualServices of its own, bound as a whole',
  'L4MatchAttributes.gateways': 'each gateway, and the mesh, has VirtualServices of its own, bound as a whole',
  'TLSMatchAttributes.gateways': 'each gateway, and the mesh, has VirtualServices of its own, bound as a whole',

  // What Istio does not do.
  'Server.defaultEndpoint': 'Istio takes it at a Gateway and does nothing with it',
  'Port.targetPort': 'deprecated: Istio refuses it at a Gateway',
  'SidecarPort.targetPort': 'deprecated: Istio refuses it at a Sidecar',
  'OutboundTrafficPolicy.egressProxy': 'Istio takes it and does nothing with it',
  'WasmPluginSpec.verificationKey': 'Istio takes it and does nothing with it',
  'ReadinessProbe.grpc': "Istio has the field and its webhook refuses it",
  GrpcHealthCheckConfig: 'Istio has the field and its webhook refuses it',
  'TLSCertificate.caCertificates': 'Istio takes it and reads `caCertificates` beside it alone',
  'TLSMatchAttributes.destinationSubnets':
    'Istio applies it to the names behind it in the list, too, and proxies look at addresses before names',
  'HTTPFaultAbort.http2Error': 'Istio has the field and refuses it',
  'HTTPFaultDelay.exponentialDelay': 'Istio has the field and no proxy does it',

  // What cannot be judged.
  'HTTPRoute.delegate':
    'routes of a host from several teams are Routes of one mesh: they are joined and judged before they are written',
  Delegate: 'routes of a host from several teams are Routes of one mesh',
  EnvoyFilter: 'patches what istiod makes of everything else, so nothing could be checked or proved of it',
  TrafficExtension: 'the successor of WasmPlugin, in Istio 1.31 alone',

  // What is about some proxies alone.
  'DestinationRuleSpec.workloadSelector':
    'settings are those of all callers of a cluster: no construct says them of some callers alone',
};

/** Of kinds that have no construct yet, or one that does not say everything. */
const PENDING: Readonly<Record<string, string>> = Object.fromEntries(
  ['ProxyConfig', 'Sidecar', 'Telemetry', 'WasmPlugin', 'WorkloadGroup'].map((kind) => [
    kind,
    'no construct says it yet',
  ]),
);

/** The narrowest reason for a field. */
export function reasonFor(kind: string, { type, name }: Field): string | undefined {
  return REASONS[`${type}.${name}`] ?? REASONS[type] ?? REASONS[kind] ?? PENDING[kind];
}
