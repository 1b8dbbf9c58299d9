import type { FieldPath } from '../../../istio/field-path.ts';
import { entriesOf, textOf } from '../../../istio/message.ts';
import type { World, WorldObject } from '../../world.ts';
import { podTemplates } from './pod-templates.ts';

/** Kinds an annotation of Istio's may stand on; `any` for all. */
export interface KnownAnnotation {
  readonly kinds: readonly string[] | 'any';
  readonly deprecated: boolean;
}

const OF_PODS: Readonly<Record<string, readonly string[]>> = {
  'ambient.istio.io': ['bypass-inbound-capture', 'dns-capture', 'redirection'],
  'inject.istio.io': ['templates'],
  'istio.io': ['reroute-virtual-interfaces', 'rev'],
  'prometheus.istio.io': ['merge-metrics'],
  'proxy.istio.io': ['config', 'overrides'],
  'readiness.status.sidecar.istio.io': ['applicationPorts', 'failureThreshold', 'initialDelaySeconds', 'periodSeconds'],
  'sidecar.istio.io': [
    ...['agentLogLevel', 'bootstrapOverride', 'componentLogLevel', 'interceptionMode', 'logLevel', 'nativeSidecar'],
    ...['proxyCPU', 'proxyCPULimit', 'proxyImage', 'proxyImageType', 'proxyMemory', 'proxyMemoryLimit'],
    ...['rewriteAppHTTPProbers', 'status', 'userVolume', 'userVolumeMount'],
    ...['statsEvictionInterval', 'statsFlushInterval', 'statsHistogramBins', 'statsHistogramBuckets'],
  ],
  'status.sidecar.istio.io': ['port'],
  'traffic.sidecar.istio.io': [
    ...['excludeInboundPorts', 'excludeInterfaces', 'excludeOutboundIPRanges', 'excludeOutboundPorts'],
    ...['includeInboundPorts', 'includeOutboundIPRanges', 'includeOutboundPorts'],
  ],
};

const DEPRECATED_OF_PODS: readonly string[] = [
  ...['discoveryAddress', 'extraStatTags', 'inject', 'statsCompression', 'statsInclusionPrefixes'].map(ofSidecar),
  ...['statsInclusionRegexps', 'statsInclusionSuffixes'].map(ofSidecar),
  'traffic.sidecar.istio.io/kubevirtInterfaces',
];

const OTHERS: Readonly<Record<string, readonly string[] | 'any'>> = {
  'ambient.istio.io/waypoint-inbound-binding': ['GatewayClass', 'Gateway'],
  'galley.istio.io/analyze-suppress': 'any',
  'gateway.istio.io/controller-version': 'any',
  'gateway.istio.io/name-override': ['Gateway'],
  'gateway.istio.io/service-account': ['Gateway'],
  'istio.io/autoRegistrationGroup': ['WorkloadEntry'],
  'istio.io/connectedAt': ['WorkloadEntry'],
  'istio.io/disconnectedAt': ['WorkloadEntry'],
  'istio.io/dry-run': ['AuthorizationPolicy'],
  'istio.io/use-waypoint-canary-weight': ['Service', 'ServiceEntry', 'Namespace'],
  'istio.io/workloadController': ['WorkloadEntry'],
  'kubernetes.io/ingress.class': ['Ingress'],
  'networking.istio.io/exportTo': ['Service'],
  'networking.istio.io/service-type': ['Gateway'],
  'networking.istio.io/traffic-distribution': ['Namespace', 'Service', 'ServiceEntry'],
  'topology.istio.io/controlPlaneClusters': ['Namespace'],
  'traffic.istio.io/nodeSelector': ['Service'],
};

/**
 * Annotations that Istio reads.
 * @see https://istio.io/latest/docs/reference/config/annotations/
 */
export const knownAnnotations: ReadonlyMap<string, KnownAnnotation> = new Map<string, KnownAnnotation>([
  ...Object.entries(OF_PODS).flatMap(([prefix, names]) =>
    names.map((name): [string, KnownAnnotation] => [`${prefix}/${name}`, { kinds: ['Pod'], deprecated: false }]),
  ),
  ...DEPRECATED_OF_PODS.map((name): [string, KnownAnnotation] => [name, { kinds: ['Pod'], deprecated: true }]),
  ...Object.entries(OTHERS).map(([name, kinds]): [string, KnownAnnotation] => [name, { kinds, deprecated: false }]),
  ['alpha.istio.io/canonical-serviceaccounts', { kinds: ['Service'], deprecated: true }],
  ['alpha.istio.io/kubernetes-serviceaccounts', { kinds: ['Service'], deprecated: true }],
]);

/** Set by istiod and its controllers, not by people. */
const AUTOMATIC: readonly string[] = ['sidecar.istio.io/status', 'gateway.istio.io/controller-version', 'istio.io/rev'];

/** An annotation of Istio's, where somebody wrote it. */
export interface AnnotationAt {
  readonly on: WorldObject;
  readonly path: FieldPath;
  readonly name: string;
  readonly value: string;
  /** What it is written on: `Pod` also for the template of a Deployment. */
  readonly kind: string;
  readonly siblings: Readonly<Record<string, unknown>>;
}

/** Every annotation with a name of Istio's on Namespaces, Services, Deployments and pods. */
export function* istioAnnotations(world: World): Iterable<AnnotationAt> {
  for (const kind of ['Namespace', 'Service', 'Deployment']) {
    for (const on of world.ofKind(kind)) yield* annotationsIn(on, on.manifest.metadata, ['metadata'], kind);
  }
  for (const { on, metadata, metadataPath } of podTemplates(world)) {
    yield* annotationsIn(on, metadata, metadataPath, 'Pod');
  }
}

function* annotationsIn(
  on: WorldObject,
  metadata: { readonly annotations?: unknown; readonly labels?: unknown },
  path: FieldPath,
  kind: string,
): Iterable<AnnotationAt> {
  for (const [name, value] of entriesOf(metadata.annotations)) {
    if (!isOfIstio(name) || AUTOMATIC.includes(name)) continue;
    const siblings = Object.fromEntries(entriesOf(metadata.labels));
    yield { on, path: [...path, 'annotations', name], name, value: textOf(value), kind, siblings };
  }
}

function isOfIstio(name: string): boolean {
  if (name === 'kubernetes.io/ingress.class') return true;
  const prefix = name.split('/')[0]!;
  return prefix === 'istio.io' || prefix.endsWith('.istio.io');
}

function ofSidecar(name: string): string {
  return `sidecar.istio.io/${name}`;
}
