import type { Manifest } from '../../istio/manifest.ts';
import type { Change } from '../plan-types.ts';
import { canonical, clusterOfPath, fields, hostIn, namespaceOf, type Sides, texts } from './sides.ts';

/**
 * Objects that take the place of others: an object that gets another name or namespace is one that goes and one that
 * comes. With neither of them there would be no route and no policy at all, so the new one comes first.
 */
export interface Roles {
  /** Objects that the source drops and that another one of the target stands in for. */
  readonly replaced: ReadonlySet<string>;
  /** Changed objects that stand in for others, or beside others that change, with the objects they take over from. */
  readonly replacing: ReadonlyMap<string, readonly Manifest[]>;
}

export function rolesOf(changes: readonly Change[], sides: Sides): Roles {
  const leaving = changes.flatMap(({ path, before, after }) => {
    const old = sides.before(path);
    const role = before !== undefined && old ? roleOf(old) : undefined;
    const narrows = after !== undefined && old?.kind === 'AuthorizationPolicy';
    return role !== undefined && old && (after === undefined || narrows) ? [{ path, old, role, gone: !after }] : [];
  });
  if (leaving.length === 0) return { replaced: new Set(), replacing: new Map() };
  const held = holders(changes, sides, new Set(leaving.map(({ path, role }) => place(path, role))));
  const replaced = new Set<string>();
  const replacing = new Map<string, Manifest[]>();
  const changed = new Map(changes.map((change) => [change.path, change]));
  for (const { path, old, role, gone } of leaving) {
    const others = (held.get(place(path, role)) ?? []).filter((other) => other !== path);
    if (gone && others.length > 0) replaced.add(path);
    for (const other of others) {
      const change = changed.get(other);
      if (!change || (!gone && change.before !== undefined)) continue;
      replacing.set(other, [...(replacing.get(other) ?? []), old]);
    }
  }
  return { replaced, replacing };
}

/** Paths of the target by the role that their objects have in their cluster, as far as the role is wanted. */
function holders(changes: readonly Change[], sides: Sides, wanted: ReadonlySet<string>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const paths = sides.target ?? changes.filter(({ after }) => after).map(({ path }) => path);
  const clusters = new Set([...wanted].map((key) => key.slice(0, key.indexOf(' '))));
  for (const path of paths) {
    if (!clusters.has(clusterOfPath(path))) continue;
    const manifest = sides.after(path);
    const role = manifest && roleOf(manifest);
    if (role === undefined) continue;
    const key = place(path, role);
    if (wanted.has(key)) found.set(key, [...(found.get(key) ?? []), path]);
  }
  return found;
}

function place(path: string, role: string): string {
  return `${clusterOfPath(path)} ${role}`;
}

/** A policy that is evaluated and not enforced takes nobody's place. */
export function onlyWatches(policy: Manifest | undefined): boolean {
  return fields(fields(policy?.metadata).annotations)['istio.io/dry-run'] === 'true';
}

/** What two objects of one cluster have in common of which one can stand in for the other; undefined for other kinds. */
function roleOf(manifest: Manifest): string | undefined {
  const spec = fields(manifest.spec);
  const namespace = namespaceOf(manifest);
  switch (manifest.kind) {
    case 'DestinationRule':
      return canonical(['DestinationRule', hostIn(manifest, spec.host), spec.workloadSelector ?? null]);
    case 'VirtualService': {
      const hosts = texts(spec.hosts).map((host) => hostIn(manifest, host));
      const gateways = texts(spec.gateways);
      if (hosts.length === 0) return undefined;
      return canonical(['VirtualService', hosts.sort(), gateways.length === 0 ? ['mesh'] : [...gateways].sort()]);
    }
    case 'PeerAuthentication':
      return canonical(['PeerAuthentication', namespace, spec.selector ?? {}]);
    case 'AuthorizationPolicy': {
      if (onlyWatches(manifest)) return undefined;
      const { action = 'ALLOW', selector = {}, targetRefs = [], targetRef = {} } = spec;
      return canonical(['AuthorizationPolicy', namespace, action, selector, targetRefs, targetRef]);
    }
    default:
      return undefined;
  }
}
