import type { ConfigView } from './config-view.ts';
import { printRef, refOf } from './objects.ts';
import type { DestinationOutcome, ObjectRef } from './outcome.ts';
import type { Routed } from './routed.ts';
import { fields, text } from './shape.ts';

const REVISION = 'istio.io/rev';
const KINDS = ['VirtualService', 'DestinationRule', 'Gateway'] as const;

/**
 * Objects that carry a revision are read by the control planes of that revision alone, and which one serves a proxy is not
 * known: a sentence for each of them that decided.
 */
export function reservesForRevisions(
  view: ConfigView,
  { route }: Routed,
  destinations: readonly DestinationOutcome[],
): readonly string[] {
  const revised = view.remember('objects with a revision', () => revisedObjects(view));
  if (revised.size === 0) return NONE;
  const decided = [route?.object, route?.root, ...destinations.map((one) => one.destinationRule)];
  return decided.flatMap((ref) => {
    const revision = ref && revised.get(key(ref));
    return revision === undefined ? [] : [`${printRef(ref!)} is for revision '${revision}' of the control plane alone`];
  });
}

const NONE: readonly string[] = [];

function revisedObjects(view: ConfigView): ReadonlyMap<string, string> {
  const all = KINDS.flatMap((kind) => view.objects(kind)).flatMap((manifest) => {
    const revision = text(fields(manifest.metadata?.labels)[REVISION]);
    return revision === undefined || revision === '' ? [] : [[key(refOf(manifest)), revision] as const];
  });
  return new Map(all);
}

function key({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace}/${name}`;
}
