import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { groupOf } from '../istio/manifest.ts';
import type { MeshSnapshot, UserObject } from '../model/snapshot-types.ts';
import type { Tier } from '../model/specs.ts';
import type { ClusterObject } from './cluster-object.ts';

/**
 * The author's own objects, as they are. One that a patch has robbed of what makes it an object stays out; the check
 * `invalid-object-name` reports it.
 */
export function authorObjects(mesh: MeshSnapshot): {
  readonly objects: ClusterObject[];
  readonly diagnostics: Diagnostic[];
} {
  const whole = mesh.objects.filter(
    ({ manifest: { apiVersion, kind, metadata } }) => apiVersion && kind && metadata?.name,
  );
  const objects = whole.map(({ cluster, manifest, at }) => ({
    cluster,
    manifest,
    at,
    tier: tierOf(manifest),
    service: undefined,
    variants: [],
  }));
  return { objects, diagnostics: whole.flatMap(pathDerived) };
}

const TIERS: Readonly<Record<string, Tier>> = {
  DestinationRule: 'destinations',
  VirtualService: 'mesh-routes',
  AuthorizationPolicy: 'policies',
  PeerAuthentication: 'policies',
  RequestAuthentication: 'policies',
  Gateway: 'entries',
};

/** Anything that is not Istio's goes first: it may be the namespace or the workload that Istio's objects are about. */
function tierOf({ apiVersion, kind, spec }: UserObject['manifest']): Tier {
  if (!groupOf(apiVersion).endsWith('.istio.io')) return 'destinations';
  const bound =
    kind === 'VirtualService' && Array.isArray(spec?.gateways) && spec.gateways.some((gateway) => gateway !== 'mesh');
  return bound ? 'entries' : (TIERS[kind] ?? 'destinations');
}

function pathDerived({ manifest, pathDerivedName, cluster, at }: UserObject): Diagnostic[] {
  if (!pathDerivedName) return [];
  return [
    diagnostic({
      code: 'path-derived-name',
      severity: 'warning',
      at,
      message: `${manifest.kind} '${manifest.metadata.name}' in cluster '${cluster}' is named after its place in the construct tree.`,
      why: 'Moving it to another construct would rename it: the cluster would delete one object and create another.',
      hint: 'Give it a metadata.name.',
    }),
  ];
}
