/** Why a field is left to low-level constructs: by `Type.field`, by `Type` for all of its fields, or by kind. */
import type { Field } from './fields.ts';

type Reasons = Readonly<Record<string, string>>;

/** What Istio reads for proxies that Meshwright does not know. */
const FOR_OTHERS: Reasons = Object.fromEntries(
  [
    'PolicyTargetReference',
    'AuthorizationPolicySpec.targetRef',
    'AuthorizationPolicySpec.targetRefs',
    'RequestAuthenticationSpec.targetRef',
    'RequestAuthenticationSpec.targetRefs',
    'TelemetrySpec.targetRef',
    'TelemetrySpec.targetRefs',
    'WasmPluginSpec.targetRef',
    'WasmPluginSpec.targetRefs',
  ].map((key) => [key, 'for gateways of the Gateway API and for ambient, which Meshwright does not speak yet']),
);

/** What Istio has replaced. */
const REPLACED: Reasons = {
  'ConsistentHashLB.minimumRingSize': 'deprecated: `loadBalancer.consistentHash.ringHash` says it',
  'LoadBalancerSettings.warmupDurationSecs': 'deprecated: `warmup.duration` says it',
  'OutlierDetection.consecutiveErrors': 'deprecated: `consecutive5xxErrors` and `consecutiveGatewayErrors` say it',
  'CorsPolicy.allowOrigin': 'deprecated: `cors.allowOrigins` says it',
  'HTTPFaultDelay.percent': 'deprecated: `faults.delay.percent` is written as `percentage`',
  'HTTPRoute.mirrorPercent': 'deprecated: `mirrors` says it',
  'Port.targetPort': 'deprecated: Istio refuses it at a Gateway',
  'SidecarPort.targetPort': 'deprecated: Istio refuses it at a Sidecar',
  'OutboundTrafficPolicy.egressProxy': 'deprecated: `ExternalService.through` leads each host to its gateway',
};

/** What Istio does not do. */
const IDLE: Reasons = {
  'L4MatchAttributes.sourceSubnet': 'Istio takes it and does nothing with it',
  'Server.defaultEndpoint': 'Istio takes it at a Gateway and does nothing with it',
  'WasmPluginSpec.verificationKey': 'Istio takes it and does nothing with it',
  'ReadinessProbe.grpc': 'Istio has the field and its webhook refuses it',
  GrpcHealthCheckConfig: 'Istio has the field and its webhook refuses it',
  'TLSCertificate.caCertificates': 'Istio takes it and reads `caCertificates` beside it alone',
  'HTTPFaultAbort.http2Error': 'Istio has the field and refuses it',
  'HTTPFaultDelay.exponentialDelay': 'Istio has the field and no proxy does it',
};

/** What Istio does, and no construct says. */
const LEFT: Reasons = {
  'HTTPRoute.mirror': '`mirrors` says it, of one copy as of several',
  'HTTPRoute.mirrorPercentage': '`mirrors` says it',
  'HTTPMatchRequest.gateways': 'each gateway, and the mesh, has VirtualServices of its own, bound as a whole',
  'L4MatchAttributes.gateways': 'each gateway, and the mesh, has VirtualServices of its own, bound as a whole',
  'TLSMatchAttributes.gateways': 'each gateway, and the mesh, has VirtualServices of its own, bound as a whole',
  EnvoyFilter: 'patches what istiod makes of everything else, so nothing could be checked or proved of it',
  TrafficExtension: 'the successor of WasmPlugin, in Istio 1.31 alone',
  'DestinationRuleSpec.workloadSelector':
    'settings are those of all callers of a cluster: no construct says them of some callers alone',
};

const OUT_OF_USE: Reasons = { ...FOR_OTHERS, ...REPLACED, ...IDLE };
export const REASONS: Reasons = { ...OUT_OF_USE, ...LEFT };

/** Of kinds that have no construct yet, or one that does not say everything. */
const PENDING: Readonly<Record<string, string>> = Object.fromEntries(
  ['ProxyConfig', 'Sidecar', 'Telemetry', 'WasmPlugin', 'WorkloadGroup'].map((kind) => [
    kind,
    'no construct says it yet',
  ]),
);

/** Whether Istio does anything with a field for the proxies that Meshwright writes for, other than what another field says. */
export function isInUse({ type, name }: Field): boolean {
  return OUT_OF_USE[`${type}.${name}`] === undefined && OUT_OF_USE[type] === undefined;
}

/** The narrowest reason for a field. */
export function reasonFor(kind: string, { type, name }: Field): string | undefined {
  return REASONS[`${type}.${name}`] ?? REASONS[type] ?? REASONS[kind] ?? PENDING[kind];
}
