// What the releases of Istio do not have in common. The newest decides what there is; a field it has and an older one
// lacks is marked with the first release that has it, and a node that an older one limits otherwise keeps that too.
import type { CrdKind, CrdRelease, CrdSchema } from './crd.ts';

/** The kinds of the newest release, marked with what the older ones have otherwise; `releases` are in their order. */
export function mergeReleases(releases: readonly CrdRelease[]): CrdKind[] {
  const { kinds: newest, release } = releases.at(-1) ?? { kinds: [], release: '' };
  const oldest = releases[0]?.release ?? '';
  const gone = releases.flatMap(({ kinds }) => kinds).find(({ kind }) => !newest.some((other) => other.kind === kind));
  if (gone)
    throw new Error(`${gone.kind} is in an older release only: this generator knows nothing of what was removed`);
  return newest.map((kind) => {
    const having = releases.flatMap(({ release, kinds }) => {
      const older = kinds.find((other) => other.kind === kind.kind);
      return older ? [{ release, kind: older }] : [];
    });
    const odd = having.find((one) => one.kind.versions.join() !== kind.versions.join());
    if (odd) throw new Error(`${kind.kind} is served in other versions by Istio ${odd.release}`);
    const older = having.slice(0, -1).map((one) => ({ release: one.release, schema: one.kind.spec }));
    const spec = marked(kind.spec, older, { release, oldest, where: kind.kind });
    const since = having[0]?.release;
    return { ...kind, spec, ...(since !== undefined && since !== oldest ? { since } : {}) };
  });
}

interface OlderNode {
  readonly release: string;
  readonly schema: CrdSchema;
}

interface Newest {
  readonly release: string;
  readonly oldest: string;
  /** For messages: the way to the node. */
  readonly where: string;
}

/** The node of the newest release; `older` are the same node in the older releases that have it, oldest first. */
function marked(schema: CrdSchema, older: readonly OlderNode[], newest: Newest): CrdSchema {
  refuseRemoved(schema, older, newest.where);
  const changed = older.filter((one) => ownText(one.schema) !== ownText(schema));
  const part = (name: string, pick: (node: CrdSchema) => unknown): CrdSchema | undefined => {
    const child = pick(schema);
    if (typeof child !== 'object') return undefined;
    const before = older.flatMap(({ release, schema: node }) => {
      const found = pick(node);
      return typeof found === 'object' ? [{ release, schema: found as CrdSchema }] : [];
    });
    const inner = marked(child as CrdSchema, before, { ...newest, where: `${newest.where}.${name}` });
    // As old as its owner that is new itself: nothing is known of what was there before.
    const [owner, since] = [older[0]?.release, before[0]?.release ?? newest.release];
    return owner === undefined || (since === owner && owner !== newest.oldest) ? inner : { ...inner, 'x-since': since };
  };
  const fields = Object.keys(schema.properties ?? {}).map((name) => [name, part(name, (of) => of.properties?.[name])]);
  const items = part('items', (of) => of.items);
  const values = part('values', (of) => of.additionalProperties);
  return {
    ...schema,
    ...(changed.length > 0 ? { 'x-older': Object.fromEntries(changed.map((one) => [one.release, one.schema])) } : {}),
    ...(fields.length > 0 ? { properties: Object.fromEntries(fields) } : {}),
    ...(items ? { items } : {}),
    ...(values ? { additionalProperties: values } : {}),
  };
}

/** What a node says of itself, leaving out what it says of the nodes below. */
function ownText(schema: CrdSchema): string {
  const { description: _, properties: _p, items: _i, additionalProperties: _a, ...own } = schema;
  return JSON.stringify(own, (_key, value) =>
    isPlain(value) ? Object.fromEntries(Object.entries(value).sort()) : value,
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuseRemoved(schema: CrdSchema, older: readonly OlderNode[], where: string): void {
  for (const { release, schema: before } of older) {
    if (before.type !== schema.type) throw new Error(`${where} has another type in Istio ${release}`);
    const gone = Object.keys(before.properties ?? {}).find((name) => !schema.properties?.[name]);
    if (gone) throw new Error(`${where}.${gone} of Istio ${release} was removed: this generator cannot say that yet`);
  }
}
