import { blobId } from '../../emit/blob.ts';
import { fileText } from '../../emit/file.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { DesiredFile } from '../desired.ts';
import type { Change } from '../plan-types.ts';
import { canonical, clusterOfPath, fields, hostIn, namespaceOf, type Sides } from './sides.ts';
import type { Slot } from './slots.ts';

/**
 * How a PeerAuthentication gets from what is applied to what the source asks for. Servers and their clients learn of a
 * change at different times, so between mutual TLS only and plaintext only lies a time in which servers take both, and
 * servers come to refuse a kind of connection after their clients have changed.
 */
export type ServerPath =
  /** In one go, in that place among the parts. */
  | { readonly kind: 'at'; readonly slot: Slot }
  /** First what takes both kinds of connection, then, once clients have changed, the target. */
  | { readonly kind: 'by-permissive'; readonly through: DesiredFile; readonly slot: Slot };

type Mode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

interface Modes {
  readonly whole: Mode;
  readonly ports: ReadonlyMap<string, Mode>;
}

/** The path of every PeerAuthentication among the changes. */
export function serverPaths(
  changes: readonly Change[],
  rootNamespace: string,
  sides: Sides,
): ReadonlyMap<string, ServerPath> {
  const servers = changes.filter(({ path }) => objectOf(path, sides)?.kind === 'PeerAuthentication');
  if (servers.length === 0) return new Map();
  const levels = new Levels(changes, rootNamespace, sides);
  const clients = changes.flatMap(({ path }) => (changesTls(path, sides) ? (objectOf(path, sides) ?? []) : []));
  return new Map(servers.map((change) => [change.path, pathOf(change, levels, clients, sides)]));
}

function pathOf(change: Change, levels: Levels, clients: readonly Manifest[], sides: Sides): ServerPath {
  const { path, after } = change;
  const manifest = objectOf(path, sides);
  if (!manifest) return { kind: 'at', slot: 'enforce' };
  const [from, to] = [levels.modes('before', path, manifest), levels.modes('after', path, manifest)];
  const keys = [...new Set([...from.ports.keys(), ...to.ports.keys()])];
  const pairs = [[from.whole, to.whole] as const, ...keys.map((key) => [at(from, key), at(to, key)] as const)];
  const jumps = pairs.some(([a, b]) => a !== b && a !== 'PERMISSIVE' && b !== 'PERMISSIVE');
  const isHeld = levels.widerChanges(path, manifest);
  const end = isHeld && after === undefined ? 'release' : 'enforce';
  const opens = pairs.some(([a, b]) => a !== b && b === 'PERMISSIVE');
  if (jumps || (opens && (sides.isPart || clients.some((rule) => concerns(manifest, rule, levels.rootNamespace)))))
    return { kind: 'by-permissive', through: between(manifest, from, to, keys), slot: end };
  const equal = pairs.every(([a, b]) => a === b);
  // Saying what a wider object says: there before that one changes, or until it has changed.
  if (equal && change.before === undefined) return { kind: 'at', slot: 'expand' };
  if (equal && after === undefined) return { kind: 'at', slot: 'contract' };
  return { kind: 'at', slot: isHeld && change.before === undefined ? 'add' : end };
}

/** Both kinds of connection wherever the ends differ in a way that clients cannot follow at once; else what is in force. */
function between(manifest: Manifest, from: Modes, to: Modes, keys: readonly string[]): DesiredFile {
  const mode = (a: Mode, b: Mode) => ({ mode: a !== b && a !== 'PERMISSIVE' ? 'PERMISSIVE' : a });
  const portLevelMtls = Object.fromEntries(keys.map((key) => [key, mode(at(from, key), at(to, key))]));
  const { selector } = fields(manifest.spec);
  const spec = {
    ...(selector !== undefined && { selector }),
    mtls: mode(from.whole, to.whole),
    ...(keys.length > 0 && { portLevelMtls }),
  };
  const through = { ...manifest, spec };
  const text = fileText(through);
  return { blob: blobId(text), text, manifest: through };
}

function at({ whole, ports }: Modes, port: string): Mode {
  return ports.get(port) ?? whole;
}

function objectOf(path: string, sides: Sides): Manifest | undefined {
  return sides.after(path) ?? sides.before(path);
}

/** Whether a change of how clients connect may be about the servers that an object of this namespace is about. */
function concerns(server: Manifest, rule: Manifest, rootNamespace: string): boolean {
  const namespace = namespaceOf(server);
  const host = hostIn(rule, fields(rule.spec).host);
  return namespace === rootNamespace || host.startsWith('*') || host.split('.')[1] === namespace;
}

/** Whether a DestinationRule says something else than before about TLS, for the host, a subset or a port. */
function changesTls(path: string, sides: Sides): boolean {
  const [old, fresh] = [sides.before(path), sides.after(path)];
  if ((fresh ?? old)?.kind !== 'DestinationRule') return false;
  return canonical(tlsOf(old?.spec)) !== canonical(tlsOf(fresh?.spec));
}

function tlsOf(value: unknown): unknown {
  const policy = (of: unknown) => {
    const { tls = null, portLevelSettings } = fields(of);
    const ports = (Array.isArray(portLevelSettings) ? portLevelSettings : []).map(fields);
    const own = ports.filter((port) => port.tls !== undefined).map((port) => [port.port ?? null, port.tls]);
    return tls === null && own.length === 0 ? null : [tls, own];
  };
  const { trafficPolicy, subsets } = fields(value);
  const named = (Array.isArray(subsets) ? subsets : []).map(fields);
  const own = named.map((subset) => [subset.name ?? null, policy(subset.trafficPolicy)] as const);
  return [policy(trafficPolicy), own.filter(([, said]) => said !== null)];
}

type When = 'before' | 'after';

/** What servers accept at each level of a cluster, before and after the whole change. */
class Levels {
  readonly rootNamespace: string;
  readonly #sides: Sides;
  readonly #changed: ReadonlySet<string>;
  readonly #paths = new Map<string, string[]>();

  constructor(changes: readonly Change[], rootNamespace: string, sides: Sides) {
    this.rootNamespace = rootNamespace;
    this.#sides = sides;
    this.#changed = new Set(changes.map(({ path }) => path));
    for (const path of new Set([...(sides.target ?? []), ...this.#changed])) {
      const manifest = objectOf(path, sides);
      if (manifest?.kind !== 'PeerAuthentication') continue;
      const key = levelKey(path, namespaceOf(manifest), selectorOf(manifest));
      this.#paths.set(key, [...(this.#paths.get(key) ?? []), path]);
    }
  }

  /** At the object's own level; what is not said there comes from wider ones. */
  modes(when: When, path: string, manifest: Manifest): Modes {
    const own = this.#said(when, path, namespaceOf(manifest), selectorOf(manifest));
    const wider = this.#wider(manifest).reduce<Mode>((mode, [namespace, selector]) => {
      return modeOf(fields(this.#said(when, path, namespace, selector)?.spec).mtls) ?? mode;
    }, 'PERMISSIVE');
    const { mtls, portLevelMtls } = fields(own?.spec);
    const whole = modeOf(mtls) ?? wider;
    const ports = Object.entries(fields(portLevelMtls)).map(([port, said]) => [port, modeOf(said) ?? whole] as const);
    return { whole, ports: new Map(ports) };
  }

  widerChanges(path: string, manifest: Manifest): boolean {
    return this.#wider(manifest).some(([namespace, selector]) =>
      this.#paths.get(levelKey(path, namespace, selector))?.some((other) => this.#changed.has(other)),
    );
  }

  /** Wider levels, the widest first. */
  #wider(manifest: Manifest): readonly (readonly [namespace: string, selector: string])[] {
    const levels = [[this.rootNamespace, NOBODY] as const, [namespaceOf(manifest), NOBODY] as const];
    const own = levelKey('', namespaceOf(manifest), selectorOf(manifest));
    return levels.filter(([namespace, selector], i) => {
      return levelKey('', namespace, selector) !== own && (i === 0 || namespace !== this.rootNamespace);
    });
  }

  #said(when: When, path: string, namespace: string, selector: string): Manifest | undefined {
    for (const other of this.#paths.get(levelKey(path, namespace, selector)) ?? []) {
      const unchanged = when === 'before' && !this.#changed.has(other);
      const manifest = when === 'after' || unchanged ? this.#sides.after(other) : this.#sides.before(other);
      if (manifest) return manifest;
    }
    return undefined;
  }
}

const NOBODY = '{}';

function selectorOf(manifest: Manifest): string {
  return canonical(fields(fields(fields(manifest.spec).selector).matchLabels));
}

function levelKey(path: string, namespace: string, selector: string): string {
  return `${clusterOfPath(path)} ${namespace} ${selector}`;
}

function modeOf(said: unknown): Mode | undefined {
  const { mode } = fields(said);
  return mode === 'STRICT' || mode === 'PERMISSIVE' || mode === 'DISABLE' ? mode : undefined;
}
