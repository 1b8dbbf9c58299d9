import type { Inventory } from '../istio/inventory.ts';
import type { Manifest } from '../istio/manifest.ts';
import type {
  AcknowledgedSpec,
  CanarySpec,
  GateSpec,
  GitOpsSpec,
  RolloutWaveSpec,
  Tier,
  Variant,
} from '../model/specs.ts';
import { blobId } from './blob.ts';
import type { EmittedFile } from './files.ts';

/** Raised whenever delivery of an older release could misread a newer bundle. */
export const BUNDLE_VERSION = 3;

/** What compile hands to delivery: plain data, no code of the author's. Texts and objects lie beside it, by blob id. */
export interface Bundle {
  readonly version: typeof BUNDLE_VERSION;
  readonly meshes: readonly BundleMesh[];
  /**
   * Files of `dist/` beside the clusters' folders, as path and blob: for whatever applies those. They are written there
   * and delivered nowhere.
   */
  readonly beside?: Readonly<Record<string, string>>;
}

export interface BundleMesh {
  readonly inventory: Inventory;
  /** Milliseconds that proxies are given to learn of a stage once it is confirmed applied. */
  readonly propagation: number;
  readonly canaries: readonly CanarySpec[];
  /** Conditions for every rollout of the mesh. */
  readonly gates: readonly GateSpec[];
  /** Clusters that are given up, and how far; without it none. */
  readonly decommissioned?: Readonly<Record<string, 'close' | 'empty'>> | undefined;
  /** What applies the folders; without it nobody said. */
  readonly gitops?: GitOpsSpec | undefined;
  /** Callers nobody declared that policies may shut out. */
  readonly acknowledged?: readonly AcknowledgedSpec[];
  /** In which order changes of the source reach the clusters; without it all at once. */
  readonly waves?: readonly RolloutWaveSpec[] | undefined;
  /** Where each rollout is written in the source, by its id. */
  readonly places?: Readonly<Record<string, PlaceOfRollout>> | undefined;
  /** Every file of the mesh's clusters at the start of every rollout, by path below `dist/`. */
  readonly files: Readonly<Record<string, BundleFile>>;
  /** Where `files` is only what one of several repositories holds: of which files, with what digest, and of which clusters. */
  readonly part?: {
    readonly digest: string;
    readonly clusters: readonly string[];
    readonly whole: Readonly<Record<string, BundleFile>>;
  };
}

export interface PlaceOfRollout {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface BundleFile {
  readonly blob: string;
  readonly cluster: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly tier: Tier;
  readonly service?: string;
  /** Only for files that a rollout can change. */
  readonly variants?: readonly Variant[];
  /** Only where the schedule has to look into it, or to rewrite it; what follows from the service alone is left out. */
  readonly manifest?: Manifest;
}

export function bundleMesh(
  mesh: Pick<
    BundleMesh,
    | 'inventory'
    | 'propagation'
    | 'canaries'
    | 'gates'
    | 'gitops'
    | 'decommissioned'
    | 'waves'
    | 'acknowledged'
    | 'places'
  >,
  files: readonly EmittedFile[],
): BundleMesh {
  return { ...mesh, files: Object.fromEntries(files.map((file) => [file.path, bundleFile(file)])) };
}

export function joinBundle(meshes: readonly BundleMesh[], beside?: ReadonlyMap<string, string>): Bundle {
  if (beside === undefined || beside.size === 0) return { version: BUNDLE_VERSION, meshes };
  const blobs = Object.fromEntries([...beside].map(([path, text]) => [path, blobId(text)]));
  return { version: BUNDLE_VERSION, meshes, beside: blobs };
}

function bundleFile({ text, cluster, manifest, tier, service, variants }: EmittedFile): BundleFile {
  const { name, namespace } = manifest.metadata;
  return {
    blob: blobId(text),
    cluster,
    kind: manifest.kind,
    name,
    ...(namespace !== undefined && { namespace }),
    tier,
    ...(service !== undefined && { service }),
    ...(variants.length > 0 && { variants }),
    ...((variants.length > 0 || tier === 'services' || isLookedInto(manifest, service)) && { manifest }),
  };
}

/** Objects that others rely on, and those that may stand in for one of another name. */
function isLookedInto({ kind, metadata, spec }: Manifest, service: string | undefined): boolean {
  if (kind === 'DestinationRule' || kind === 'PeerAuthentication' || kind === 'ServiceEntry') return true;
  if (kind !== 'VirtualService' && kind !== 'AuthorizationPolicy') return false;
  if (service === undefined || metadata.annotations !== undefined) return true;
  return kind === 'AuthorizationPolicy' && (spec?.action !== 'ALLOW' || asksForTokens(spec.rules));
}

/** Such a policy relies on the object that says which tokens count. */
function asksForTokens(rules: unknown): boolean {
  return /"(requestPrincipals|notRequestPrincipals|request\.auth\.)/.test(JSON.stringify(rules ?? []));
}
