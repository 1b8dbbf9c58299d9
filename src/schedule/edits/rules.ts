import { blobId } from '../../emit/blob.ts';
import { fileText } from '../../emit/file.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { DesiredFile } from '../desired.ts';
import type { Change } from '../plan-types.ts';
import { canonical, fields, type Sides, texts } from './sides.ts';

/** Versions of a DestinationRule on the way from what is applied to what the source asks for. */

type Side = DesiredFile | undefined;

/**
 * The rule as it is to be, with the subsets that the applied one still has and for everybody who sees either; a rule that
 * goes away stays for now. `others` are rules of the same host that it takes the place of.
 */
export function unionOf({ path, before, after }: Change, sides: Sides, others: readonly Manifest[] = []): Side {
  if (after === undefined) return before === undefined ? undefined : { blob: before };
  const target = sides.after(path);
  const olds = [sides.before(path), ...others].flatMap((old) => old ?? []);
  if (olds.length === 0 || !target) return after;
  const union = withRest(target, olds);
  return union === target ? after : sideOf(union);
}

/**
 * The applied rule with only what the target adds: subsets that nobody names yet, namespaces that see it. A rule that is
 * new brings its subsets alone, unless it takes the place of others: how callers treat the host is part of the change.
 */
export function grownOf({ path, before, after }: Change, sides: Sides, others: readonly Manifest[] = []): Side {
  if (after === undefined) return before === undefined ? undefined : { blob: before };
  const target = sides.after(path);
  if (!target) return before === undefined ? after : { blob: before };
  const old = sides.before(path);
  if (old) {
    const grown = withRest(old, [target, ...others], target);
    return grown === old && before !== undefined ? { blob: before } : sideOf(grown);
  }
  if (before !== undefined) return { blob: before };
  if (others.length > 0) return unionOf({ path, before, after }, sides, others);
  if (subsetsOf(target).length === 0) return undefined;
  return sideOf(subsetsAlone(target));
}

/** A rule that is to go away, without its say about how callers treat the host; its subsets stay for now. */
export function fadedOf({ path, before }: Change, sides: Sides): Side {
  const old = sides.before(path);
  if (!old || before === undefined) return before === undefined ? undefined : { blob: before };
  if (subsetsOf(old).length === 0) return undefined;
  return fields(old.spec).trafficPolicy === undefined ? { blob: before } : sideOf(subsetsAlone(old));
}

function sideOf(manifest: Manifest): DesiredFile {
  const text = fileText(manifest);
  return { blob: blobId(text), text, manifest };
}

function subsetsAlone(manifest: Manifest): Manifest {
  const { trafficPolicy: _, ...spec } = manifest.spec ?? {};
  return { ...manifest, spec };
}

/** A rule with the subsets that others have beside its own, for everybody who sees any of them; itself where that is all. */
function withRest(rule: Manifest, others: readonly Manifest[], order: Manifest = rule): Manifest {
  const names = new Set(subsetsOf(rule).map(({ name }) => name));
  const rest = new Map<string, Subset>();
  for (const subset of others.flatMap(subsetsOf))
    if (!names.has(subset.name) && !rest.has(subset.name)) rest.set(subset.name, subset);
  const exports = [...new Set([rule, ...others].flatMap(exportsOf))].sort();
  const exportTo = exports.includes('*') ? ['*'] : exports;
  if (rest.size === 0 && exportTo.join() === exportsOf(rule).join()) return rule;
  const subsets = inOrder([...subsetsOf(rule), ...rest.values()], order);
  const seen = exportTo.join() === exportsOf(rule).join() ? {} : { exportTo };
  return { ...rule, spec: { ...rule.spec, ...seen, ...(subsets.length > 0 && { subsets }) } };
}

/** By name, unless the author of the target has another order: then in that one, the rest behind. */
function inOrder(subsets: readonly Subset[], order: Manifest): readonly Subset[] {
  const names = subsetsOf(order).map(({ name }) => name);
  const isSorted = names.every((name, i) => i === 0 || (names[i - 1] ?? '') < name);
  const rank = ({ name }: Subset) => (isSorted || !names.includes(name) ? names.length : names.indexOf(name));
  return [...subsets].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** Whether a rule brings something that other objects may rely on: a subset, or a namespace that sees it. */
export function adds(path: string, sides: Sides): boolean {
  const target = sides.after(path);
  const old = sides.before(path);
  const names = new Set(subsetsOf(old).map(({ name }) => name));
  if (subsetsOf(target).some(({ name }) => !names.has(name))) return true;
  return old !== undefined && !sees(exportsOf(old), exportsOf(target));
}

function sees(present: readonly string[], wanted: readonly string[]): boolean {
  return present.includes('*') || wanted.every((namespace) => present.includes(namespace));
}

/** Without the field a rule is for everybody. */
function exportsOf(manifest: Manifest | undefined): readonly string[] {
  const exports = texts(fields(manifest?.spec).exportTo);
  return exports.length > 0 ? exports : ['*'];
}

export function onlySubsetsDiffer(path: string, sides: Sides): boolean {
  const [old, fresh] = [sides.before(path), sides.after(path)];
  if (!old || !fresh) return fresh === undefined;
  const rest = (manifest: Manifest) => canonical({ ...manifest, spec: { ...fields(manifest.spec), subsets: [] } });
  return rest(old) === rest(fresh);
}

interface Subset {
  readonly name: string;
}

function subsetsOf(manifest: Manifest | undefined): readonly Subset[] {
  const subsets = fields(manifest?.spec).subsets;
  if (!Array.isArray(subsets)) return [];
  return subsets.filter((subset): subset is Subset => typeof fields(subset).name === 'string');
}
