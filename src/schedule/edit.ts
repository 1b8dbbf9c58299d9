import { blobId } from '../emit/blob.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import { fileText } from '../emit/file.ts';
import type { Manifest } from '../istio/manifest.ts';
import { TIERS } from '../model/specs.ts';
import type { Base, Change } from './plan-types.ts';
import type { Phase } from './stages.ts';

/** A part of a source change that may be applied at once. */
export interface Part {
  readonly key: string;
  readonly phase: Phase;
  readonly changes: readonly Change[];
}

/** Into an empty tree: what is referred to first, last whatever lets traffic in. */
export function bootstrapParts(mesh: BundleMesh, changes: readonly Change[]): Part[] {
  return TIERS.map(
    (tier): Part => ({
      key: tier,
      phase: 'expand',
      changes: changes.filter(({ path }) => (mesh.files[path]?.tier ?? 'destinations') === tier),
    }),
  ).filter((part) => part.changes.length > 0);
}

/**
 * A change of the source. Where it adds or drops subsets and changes other objects too, the subsets of both sides come
 * first and the dropped ones go last: no order inside one sync is safe. Otherwise one stage.
 */
export function editParts(mesh: BundleMesh, base: Base, changes: readonly Change[]): Part[] {
  const rules = changes.filter((change) => isRule(mesh, base, change));
  const others = changes.filter((change) => !rules.includes(change));
  const united = rules.map((change) => ({ change, union: unionOf(mesh, base, change) }));
  const splits =
    others.length > 0 && united.some(({ change, union }) => union !== change.after || addsSubsets(mesh, base, change));
  if (!splits) return changes.length === 0 ? [] : [{ key: 'change', phase: 'contract', changes }];
  const expand = united.flatMap(({ change, union }) =>
    union && union.blob !== change.before ? [{ ...change, after: union }] : [],
  );
  const contract = united.flatMap(({ change, union }) =>
    union?.blob === change.after?.blob ? [] : [{ ...change, before: union?.blob ?? change.before }],
  );
  const parts: Part[] = [
    { key: 'expand', phase: 'expand', changes: expand },
    { key: 'change', phase: 'shift', changes: others },
    { key: 'contract', phase: 'contract', changes: contract },
  ];
  return parts.filter((part) => part.changes.length > 0);
}

function isRule(mesh: BundleMesh, base: Base, { path }: Change): boolean {
  return (mesh.files[path]?.kind ?? base.files.get(path)?.manifest?.kind) === 'DestinationRule';
}

type Side = Change['after'];

/** The rule as it is to be, with the subsets that the applied one still has; a rule that goes away stays for now. */
function unionOf(mesh: BundleMesh, base: Base, { path, before, after }: Change): Side {
  const old = base.files.get(path)?.manifest;
  if (after === undefined) return before === undefined ? undefined : { blob: before };
  const target = mesh.files[path]?.manifest;
  if (!old || !target) return after;
  const names = new Set(subsetsOf(target).map((subset) => subset.name));
  const dropped = subsetsOf(old).filter((subset) => !names.has(subset.name));
  if (dropped.length === 0) return after;
  const text = fileText({ ...target, spec: { ...target.spec, subsets: [...subsetsOf(target), ...dropped] } });
  return { blob: blobId(text), text };
}

function addsSubsets(mesh: BundleMesh, base: Base, { path }: Change): boolean {
  const target = mesh.files[path]?.manifest;
  const old = new Set(subsetsOf(base.files.get(path)?.manifest).map((subset) => subset.name));
  return subsetsOf(target).some((subset) => !old.has(subset.name));
}

function subsetsOf(manifest: Manifest | undefined): readonly { readonly name: string }[] {
  const subsets = manifest?.spec?.subsets;
  return Array.isArray(subsets) ? subsets : [];
}
