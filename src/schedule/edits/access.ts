import type { Manifest } from '../../istio/manifest.ts';
import type { Change } from '../plan-types.ts';
import { onlyWatches } from './roles.ts';
import { canonical, clusterOfPath, fields, namespaceOf, type Sides } from './sides.ts';
import type { Slot } from './slots.ts';

/**
 * When policies of access and tokens that are about the same pods change. Lists that allow add up over a service, its
 * namespace and the mesh, and the first of them refuses all that it does not name: so the narrow ones come before the wide
 * one, and stay until it has gone; one that takes the place of another comes before that goes. Which tokens count is said
 * before a policy asks for one, and until none asks. Policies that are left out follow the rest of the change.
 */
export function accessSlots(
  changes: readonly Change[],
  rootNamespace: string,
  sides: Sides,
): ReadonlyMap<string, Slot> {
  const guards = changes.flatMap((change) => guardOf(change, rootNamespace, sides) ?? []);
  const found = new Map<string, Slot>();
  if (guards.length < 2) return found;
  for (const guard of guards) {
    const slot = slotOf(
      guard,
      guards.filter((other) => other !== guard && meet(guard, other)),
    );
    if (slot) found.set(guard.path, slot);
  }
  return found;
}

interface Guard {
  readonly path: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly isRoot: boolean;
  readonly kind: 'allow' | 'refuse' | 'tokens';
  /** 0: the whole mesh, 1: a namespace, 2: some pods. */
  readonly level: 0 | 1 | 2;
  readonly comes: boolean;
  readonly goes: boolean;
  /** Whether it looks at tokens, before or after. */
  readonly asks: boolean;
}

function guardOf({ path, before, after }: Change, rootNamespace: string, sides: Sides): Guard | undefined {
  const [old, fresh] = [sides.before(path), sides.after(path)];
  const manifest = fresh ?? old;
  const kind = manifest && kindOf(manifest);
  if (!manifest || !kind) return undefined;
  const namespace = namespaceOf(manifest);
  const isRoot = namespace === rootNamespace;
  const { selector, targetRef, targetRefs } = fields(manifest.spec);
  const isNarrow = Object.keys(fields(fields(selector).matchLabels)).length > 0 || targetRef || targetRefs;
  return {
    path,
    cluster: clusterOfPath(path),
    namespace,
    isRoot,
    kind,
    level: isNarrow ? 2 : isRoot ? 0 : 1,
    comes: before === undefined,
    goes: after === undefined,
    asks: kind !== 'tokens' && [old, fresh].some(asksForToken),
  };
}

function kindOf(manifest: Manifest): Guard['kind'] | undefined {
  if (manifest.kind === 'RequestAuthentication') return 'tokens';
  if (manifest.kind !== 'AuthorizationPolicy' || onlyWatches(manifest)) return undefined;
  const { action = 'ALLOW' } = fields(manifest.spec);
  if (action === 'AUDIT') return undefined;
  return action === 'ALLOW' ? 'allow' : 'refuse';
}

function asksForToken(manifest: Manifest | undefined): boolean {
  return (
    manifest !== undefined && /"(requestPrincipals|notRequestPrincipals|request\.auth\.)/.test(canonical(manifest.spec))
  );
}

/** Whether two can be about the same pods. */
function meet(a: Guard, b: Guard): boolean {
  return a.cluster === b.cluster && (a.namespace === b.namespace || a.isRoot || b.isRoot);
}

function slotOf(guard: Guard, others: readonly Guard[]): Slot | undefined {
  if (guard.kind === 'tokens') return tokensSlot(guard, others);
  const allowing = others.filter(({ kind }) => kind === 'allow');
  if (guard.goes) {
    const isReplaced = others.some(({ kind, goes }) => kind !== 'tokens' && !goes);
    const isHeld = guard.kind === 'allow' && allowing.some(({ level }) => level < guard.level);
    return isReplaced || isHeld ? 'release' : undefined;
  }
  if (guard.kind === 'refuse')
    return guard.comes && !guard.asks && allowing.some(({ comes }) => !comes) ? 'add' : undefined;
  const arriving = allowing.filter(({ comes }) => comes);
  const waits = arriving.some(({ level }) => level > guard.level);
  if (waits && (guard.level === 0 || !guard.comes)) return 'enforce';
  return guard.comes && arriving.some(({ level }) => level === 1 && guard.level === 2) ? 'add' : undefined;
}

function tokensSlot({ goes }: Guard, others: readonly Guard[]): Slot | undefined {
  const asking = others.filter(({ asks }) => asks);
  if (goes) return asking.length > 0 ? 'release' : undefined;
  return asking.some((other) => !other.goes) ? 'add' : undefined;
}
