import type { Manifest } from '../../istio/manifest.ts';
import type { Slice } from './slice.ts';
import type { Slot } from './slots.ts';
import { isSame } from './texts.ts';

/** A slice with only those stages of a transition at which something in it changes, and how many these are. */
export function compacted(slice: Slice, stages: number): { readonly slice: Slice; readonly stages: number } {
  if (stages < 3) return { slice, stages };
  const changing = [...slice.routes.values(), ...slice.ground.values()]
    .flat()
    .filter(({ change }) => change !== undefined);
  const kept = Array.from({ length: stages }, (_, stage) => stage).filter(
    (stage) => stage === 0 || changing.some(({ versions }) => !isSame(versions[stage - 1], versions[stage])),
  );
  if (kept.length === stages || kept.length < 2) return { slice, stages };
  const known = new Map<Slot, Slot>();
  const of = (slot: Slot): Slot => {
    if (!slot.change) return slot;
    const made = known.get(slot) ?? {
      ...slot,
      ...at(slot, kept),
      change: { ...slot.change, ...at(slot.change, kept) },
    };
    known.set(slot, made);
    return made;
  };
  const all = (slots: Slice['routes']) => new Map([...slots].map(([cluster, own]) => [cluster, own.map(of)]));
  return { slice: { ...slice, routes: all(slice.routes), ground: all(slice.ground) }, stages: kept.length };
}

function at({ versions }: { readonly versions: readonly (Manifest | undefined)[] }, kept: readonly number[]) {
  return { versions: kept.map((stage) => versions[stage]) };
}
