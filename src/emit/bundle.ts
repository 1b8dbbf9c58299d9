import type { Inventory } from '../istio/inventory.ts';
import type { Manifest } from '../istio/manifest.ts';
import type { CanarySpec, GateSpec, Tier, Variant } from '../model/specs.ts';
import { blobId } from './blob.ts';
import type { EmittedFile } from './files.ts';

/** Raised whenever delivery of an older release could misread a newer bundle. */
export const BUNDLE_VERSION = 2;

/** What compile hands to delivery: plain data, no code of the author's. Texts lie beside it, by blob id. */
export interface Bundle {
  readonly version: typeof BUNDLE_VERSION;
  readonly meshes: readonly BundleMesh[];
}

export interface BundleMesh {
  readonly inventory: Inventory;
  /** Milliseconds that proxies are given to learn of a stage once it is confirmed applied. */
  readonly propagation: number;
  readonly canaries: readonly CanarySpec[];
  /** Conditions for every rollout of the mesh. */
  readonly gates: readonly GateSpec[];
  /** Every file of the mesh's clusters at the start of every rollout, by path below `dist/`. */
  readonly files: Readonly<Record<string, BundleFile>>;
  /** Where `files` is only what one of several repositories holds: of what, and of which clusters. */
  readonly part?: { readonly digest: string; readonly clusters: readonly string[] };
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
  /** Only for DestinationRules and for files that a rollout can change: what the schedule has to rewrite. */
  readonly manifest?: Manifest;
}

export function bundleMesh(
  mesh: Pick<BundleMesh, 'inventory' | 'propagation' | 'canaries' | 'gates'>,
  files: readonly EmittedFile[],
): BundleMesh {
  return { ...mesh, files: Object.fromEntries(files.map((file) => [file.path, bundleFile(file)])) };
}

function bundleFile({ text, cluster, manifest, tier, service, variants }: EmittedFile): BundleFile {
  const { name, namespace } = manifest.metadata;
  const rewritable = variants.length > 0 || manifest.kind === 'DestinationRule';
  return {
    blob: blobId(text),
    cluster,
    kind: manifest.kind,
    name,
    ...(namespace !== undefined && { namespace }),
    tier,
    ...(service !== undefined && { service }),
    ...(variants.length > 0 && { variants }),
    ...(rewritable && { manifest }),
  };
}
