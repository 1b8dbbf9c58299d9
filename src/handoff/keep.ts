import { groupOf, type Manifest } from '../istio/manifest.ts';
import type { GitOpsSpec, PlacedManifest } from '../model/specs.ts';

/** What takes everything in it, or of its kind, along when it is deleted. */
const CONTAINERS: Readonly<Record<string, string>> = {
  Namespace: '',
  CustomResourceDefinition: 'apiextensions.k8s.io',
};

/**
 * Objects as they may be handed to a tool that prunes: namespaces and definitions of kinds say of themselves that they
 * stay, because a file that is missing by mistake would otherwise cost everything that they hold. Both tools read this on
 * the object alone. What the author says about it himself counts more.
 */
export function kept<T extends PlacedManifest>(gitops: GitOpsSpec | undefined, objects: readonly T[]): readonly T[] {
  if (!gitops || !objects.some(({ manifest }) => isContainer(manifest))) return objects;
  return objects.map((object) =>
    isContainer(object.manifest) ? { ...object, manifest: withAnnotations(object.manifest, gitops.tool.kind) } : object,
  );
}

function isContainer({ apiVersion, kind }: Manifest): boolean {
  return Object.hasOwn(CONTAINERS, kind) && CONTAINERS[kind] === groupOf(apiVersion);
}

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';
const COMPARE_OPTIONS = 'argocd.argoproj.io/compare-options';
const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

function withAnnotations(manifest: Manifest, tool: GitOpsSpec['tool']['kind']): Manifest {
  const [annotations, labels] = [record(manifest.metadata.annotations), record(manifest.metadata.labels)];
  if (tool === 'flux' && PRUNE in labels) return manifest;
  const merged =
    tool === 'flux' ? { [PRUNE]: 'disabled', ...annotations } : { ...annotations, ...forArgoCd(annotations) };
  return { ...manifest, metadata: { ...manifest.metadata, annotations: merged } };
}

/** The author's object may be anything that JSON can hold; what is no map is the API server's to refuse. */
function record(value: unknown): Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {};
}

/** What is not pruned is in nobody's way: otherwise its Application would be OutOfSync for good once its file is gone. */
function forArgoCd(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const sync = optionsOf(annotations[SYNC_OPTIONS]);
  const missing = ['Prune', 'Delete'].filter((name) => !sync.some((option) => option.startsWith(`${name}=`)));
  const all = [...sync, ...missing.map((name) => `${name}=false`)];
  const compare = new Set([
    ...optionsOf(annotations[COMPARE_OPTIONS]),
    ...(all.includes('Prune=false') ? ['IgnoreExtraneous'] : []),
  ]);
  return {
    ...(compare.size > 0 && { [COMPARE_OPTIONS]: [...compare].join(',') }),
    [SYNC_OPTIONS]: all.join(','),
  };
}

function optionsOf(said: unknown): readonly string[] {
  const options = typeof said === 'string' ? said.split(',').map((option) => option.trim()) : [];
  return options.filter((option) => option !== '');
}
