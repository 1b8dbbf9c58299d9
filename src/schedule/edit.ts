import type { BundleMesh } from '../emit/bundle.ts';
import { TIERS } from '../model/specs.ts';
import { adds, onlySubsetsDiffer, unionOf } from './edits/rules.ts';
import { clusterOfPath, type Sides } from './edits/sides.ts';
import { type Position, phaseOf, rankOf, type Slot, stageKey } from './edits/slots.ts';
import { type EditContext, type Step, stepsOf, waveOfCluster } from './edits/steps.ts';
import type { Change } from './plan-types.ts';
import type { Phase } from './stages.ts';

/** A part of a source change that may be applied at once. */
export interface Part {
  readonly key: string;
  readonly phase: Phase;
  readonly changes: readonly Change[];
  /** Milliseconds it stays merged before the next part. */
  readonly bake: number;
}

type Waves = EditContext['waves'];

/**
 * Into an empty tree: what is referred to first, last whatever lets traffic in. With waves, what routes refer to arrives
 * everywhere first, and everything else follows wave by wave.
 */
export function bootstrapParts(mesh: BundleMesh, changes: readonly Change[]): Part[] {
  const steps = changes.map((change): Step => {
    const slot = mesh.files[change.path]?.tier ?? 'destinations';
    const wave = mesh.waves && slot !== TIERS[0] ? waveOfCluster(clusterOfPath(change.path), mesh.waves) : 0;
    return { at: { slot, wave }, change };
  });
  return partsOf(steps, mesh.waves, () => 'expand');
}

/**
 * A change of the source. What others rely on arrives before them, and goes after them: no order inside one sync is safe.
 * A change in which nothing relies on anything that changes with it is one part, or one part a wave.
 */
export function editParts(changes: readonly Change[], context: EditContext): Part[] {
  const parts = partsOf(stepsOf(changes, context), context.waves, ({ slot }) => phaseOf(slot as Slot));
  const [only] = parts;
  if (!only || parts.length > 1 || only.key !== 'change') return parts;
  return [{ ...only, phase: 'contract', ...loneRules(changes, context.sides) }];
}

/** Steps at one position make a part; parts come in the order of their positions. */
function partsOf(steps: readonly Step[], waves: Waves, phase: (at: Position) => Phase): Part[] {
  const byKey = new Map<string, { readonly at: Position; readonly changes: Change[] }>();
  for (const { at, change } of steps) {
    const key = stageKey(at);
    const part = byKey.get(key) ?? { at, changes: [] };
    byKey.set(key, part);
    part.changes.push(change);
  }
  return [...byKey]
    .sort(([, a], [, b]) => rankOf(a.at) - rankOf(b.at))
    .map(([key, { at, changes }]) => ({ key, phase: phase(at), changes, bake: bakeOf(at, waves) }));
}

/** What takes the place of another object has no effect before that one goes, so it does not bake. */
function bakeOf({ slot, wave }: Position, waves: Waves): number {
  return wave === 0 || slot === 'add' ? 0 : (waves?.[wave - 1]?.bake ?? 0);
}

/** DestinationRules alone: named for what they do where they do only that, as the ends of a split change. */
function loneRules(changes: readonly Change[], sides: Sides): Partial<Part> {
  const isRule = ({ path }: Change) => (sides.after(path) ?? sides.before(path))?.kind === 'DestinationRule';
  if (!changes.every(isRule) || !changes.every(({ path }) => onlySubsetsDiffer(path, sides))) return {};
  const brings = changes.some(({ path }) => adds(path, sides));
  const drops = changes.some((change) => unionOf(change, sides)?.blob !== change.after?.blob);
  if (brings === drops) return {};
  return brings ? { key: 'expand', phase: 'expand' } : { key: 'contract', phase: 'contract' };
}
