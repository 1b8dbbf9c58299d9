import { blobId } from '../emit/blob.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import { fileText } from '../emit/file.ts';
import type { Manifest } from '../istio/manifest.ts';
import { TIERS } from '../model/specs.ts';
import type { Change } from './plan-types.ts';
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

/** The object of a file as it is now, and as the source asks for it with every rollout where it stands. */
export interface Sides {
  readonly before: (path: string) => Manifest | undefined;
  readonly after: (path: string) => Manifest | undefined;
}

/**
 * A change of the source. Where it adds or drops subsets, or namespaces that see them, and changes other objects too,
 * both sides come first and what is dropped goes last: no order inside one sync is safe. Otherwise one stage.
 */
export function editParts(changes: readonly Change[], sides: Sides): Part[] {
  const rules = changes.filter(({ path }) => (sides.after(path) ?? sides.before(path))?.kind === 'DestinationRule');
  const others = changes.filter((change) => !rules.includes(change));
  const united = rules.map((change) => ({ change, union: unionOf(change, sides) }));
  const drops = united.some(({ change, union }) => union?.blob !== change.after?.blob);
  const brings = rules.some(({ path }) => adds(path, sides));
  if (changes.length === 0) return [];
  if (others.length === 0) return [{ ...loneRules(rules, sides, { adds: brings, drops }), changes }];
  if (!drops && !brings) return [{ key: 'change', phase: 'contract', changes }];
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

/** DestinationRules alone: named for what they do where they do only that, as the ends of a split change. */
function loneRules(
  rules: readonly Change[],
  sides: Sides,
  { adds, drops }: { readonly adds: boolean; readonly drops: boolean },
): Pick<Part, 'key' | 'phase'> {
  const change = { key: 'change', phase: 'contract' } as const;
  if (adds === drops || !rules.every(({ path }) => onlySubsetsDiffer(path, sides))) return change;
  return adds ? { key: 'expand', phase: 'expand' } : { key: 'contract', phase: 'contract' };
}

type Side = Change['after'];

/**
 * The rule as it is to be, with the subsets that the applied one still has and for everybody who sees either; a rule that
 * goes away stays for now.
 */
function unionOf({ path, before, after }: Change, sides: Sides): Side {
  const old = sides.before(path);
  if (after === undefined) return before === undefined ? undefined : { blob: before };
  const target = sides.after(path);
  if (!old || !target) return after;
  const names = new Set(subsetsOf(target).map((subset) => subset.name));
  const dropped = subsetsOf(old).filter((subset) => !names.has(subset.name));
  const subsets = [...subsetsOf(target), ...dropped].sort((a, b) => (a.name < b.name ? -1 : 1));
  const exportTo = [...new Set([...exportsOf(target), ...exportsOf(old)])].sort();
  const everybody = exportTo.includes('*');
  if (dropped.length === 0 && (everybody ? ['*'] : exportTo).join() === exportsOf(target).join()) return after;
  const spec = { ...target.spec, exportTo: everybody ? ['*'] : exportTo, ...(subsets.length > 0 && { subsets }) };
  const text = fileText({ ...target, spec });
  return { blob: blobId(text), text };
}

/** Whether a rule brings something that other objects may rely on: a subset, or a namespace that sees it. */
function adds(path: string, sides: Sides): boolean {
  const target = sides.after(path);
  const old = sides.before(path);
  const names = new Set(subsetsOf(old).map((subset) => subset.name));
  if (subsetsOf(target).some((subset) => !names.has(subset.name))) return true;
  return old !== undefined && !sees(exportsOf(old), exportsOf(target));
}

function sees(present: readonly string[], wanted: readonly string[]): boolean {
  return present.includes('*') || wanted.every((namespace) => present.includes(namespace));
}

/** Without the field a rule is for everybody. */
function exportsOf(manifest: Manifest | undefined): readonly string[] {
  const exports = manifest?.spec?.exportTo;
  return Array.isArray(exports) && exports.length > 0 ? (exports as string[]) : ['*'];
}

function onlySubsetsDiffer(path: string, sides: Sides): boolean {
  const [old, fresh] = [sides.before(path), sides.after(path)];
  if (!old || !fresh) return fresh === undefined;
  const rest = (manifest: Manifest) => fileText({ ...manifest, spec: { ...manifest.spec, subsets: [] } });
  return rest(old) === rest(fresh);
}

function subsetsOf(manifest: Manifest | undefined): readonly { readonly name: string }[] {
  const subsets = manifest?.spec?.subsets;
  return Array.isArray(subsets) ? subsets : [];
}
