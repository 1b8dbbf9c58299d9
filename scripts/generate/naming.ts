// Gives every structure its one name, and decides which file the name lives in.
import { enumNames, structNames } from './names.ts';
import type { Kind, Shape, Struct } from './shape.ts';

export interface Named {
  readonly name: string;
  /** Pages and anchors in Istio's reference, e.g. `networking/gateway#Server`; a space between several. */
  readonly place: string;
}

export interface NamedStruct extends Named {
  readonly struct: Struct;
  /** The kind whose file declares it; undefined when several kinds share it. */
  readonly home: string | undefined;
}

export interface NamedEnum extends Named {
  readonly values: readonly string[];
  readonly home: string | undefined;
}

/** Everything the printers need to know about names. */
export interface Names {
  readonly structs: readonly NamedStruct[];
  readonly enums: readonly NamedEnum[];
  of(struct: Struct): NamedStruct;
  ofEnum(values: readonly string[]): NamedEnum | undefined;
}

const maxLength = 50;

export function nameAll(kinds: readonly Kind[]): Names {
  const named = new Map<string, Named>();
  for (const kind of kinds) setName(named, kind.spec, rootName(kind));
  while (nameByTable(named, kinds) || nameByFallback(named, kinds)) {
    // Each round names what became reachable by the round before.
  }
  checkNames([...named.values()]);
  const users = usersOf(kinds, named);
  const structs = [...reachable(kinds)].map((struct) => {
    const { name, place } = named.get(struct.key) as Named;
    return { name, place, struct, home: homeOf(name, users.get(struct.key) ?? [], kinds) };
  });
  const byKey = new Map(structs.map((struct) => [struct.struct.key, struct]));
  const enums = enumsOf(kinds, named, users);
  const byValues = new Map(enums.map((one) => [one.values.join(), one]));
  return {
    structs: structs.sort(byName),
    enums: enums.sort(byName),
    of: (struct) => byKey.get(struct.key) as NamedStruct,
    ofEnum: (values) => byValues.get(values.join()),
  };
}

/** The structure a value holds, if any: through lists and maps. */
export function structIn(shape: Shape): Struct | undefined {
  if (shape.is === 'struct') return shape.struct;
  return shape.is === 'list' || shape.is === 'map' ? structIn(shape.of) : undefined;
}

function rootName(kind: Kind): Named {
  const row = structNames.find(([where]) => where === kind.kind);
  return row ? { name: row[1], place: row[2] } : { name: `${kind.kind}Spec`, place: '' };
}

function setName(named: Map<string, Named>, struct: Struct, name: Named): boolean {
  const present = named.get(struct.key);
  if (present && present.name !== name.name) {
    throw new Error(`${present.name} and ${name.name} are one structure; keep one row in names.ts`);
  }
  named.set(struct.key, name);
  return !present;
}

function nameByTable(named: Map<string, Named>, kinds: readonly Kind[]): boolean {
  let progress = false;
  for (const { struct, where } of sites(kinds, named)) {
    const row = structNames.find((candidate) => candidate[0] === where);
    if (row && setName(named, struct, { name: row[1], place: row[2] })) progress = true;
  }
  return progress;
}

/** Owner + field, for the first structure that no row of the table leads to. */
function nameByFallback(named: Map<string, Named>, kinds: readonly Kind[]): boolean {
  const site = sites(kinds, named).find(({ struct }) => !named.has(struct.key));
  if (!site) return false;
  const [owner = '', field = ''] = site.where.replace('Spec.', '.').split('.');
  return setName(named, site.struct, { name: owner + field[0]?.toUpperCase() + field.slice(1), place: site.place });
}

/** Every place where a structure stands in one that has a name already. */
function sites(kinds: readonly Kind[], named: ReadonlyMap<string, Named>) {
  return [...reachable(kinds)].flatMap((owner) => {
    const name = named.get(owner.key);
    if (!name) return [];
    return owner.fields.flatMap((field) => {
      const struct = structIn(field.shape);
      return struct ? [{ struct, where: `${name.name}.${field.name}`, place: name.place }] : [];
    });
  });
}

function reachable(kinds: readonly Kind[]): Set<Struct> {
  const found = new Set<Struct>();
  for (const kind of kinds) collect(kind.spec, found);
  return found;
}

/** The structure and all it leads to. */
export function collect(struct: Struct, found = new Set<Struct>()): Set<Struct> {
  if (found.has(struct)) return found;
  found.add(struct);
  for (const field of struct.fields) {
    const inner = structIn(field.shape);
    if (inner) collect(inner, found);
  }
  return found;
}

/** Kinds by what they use: the key of a structure, or `values` of an enum. */
function usersOf(kinds: readonly Kind[], named: ReadonlyMap<string, Named>): Map<string, string[]> {
  const users = new Map<string, string[]>();
  const add = (key: string, kind: string) => users.set(key, [...new Set([...(users.get(key) ?? []), kind])]);
  for (const kind of kinds) {
    for (const struct of collect(kind.spec)) {
      if (!named.has(struct.key)) continue;
      add(struct.key, kind.kind);
      for (const field of struct.fields) if (field.shape.is === 'enum') add(field.shape.values.join(), kind.kind);
    }
  }
  return users;
}

function homeOf(name: string, users: readonly string[], kinds: readonly Kind[]): string | undefined {
  const root = kinds.find((kind) => rootName(kind).name === name);
  return root?.kind ?? (users.length === 1 ? users[0] : undefined);
}

function enumsOf(kinds: readonly Kind[], named: ReadonlyMap<string, Named>, users: ReadonlyMap<string, string[]>) {
  const enums = new Map<string, NamedEnum>();
  for (const struct of reachable(kinds)) {
    for (const { name, shape } of struct.fields) {
      const where = `${named.get(struct.key)?.name}.${name}`;
      const row = enumNames.find((candidate) => candidate[0] === where);
      if (!row || shape.is !== 'enum') continue;
      const kindsUsing = users.get(shape.values.join()) ?? [];
      enums.set(row[1], { name: row[1], place: row[2], values: shape.values, home: homeOf('', kindsUsing, kinds) });
    }
  }
  return [...enums.values()];
}

function checkNames(names: readonly Named[]): void {
  const seen = new Set<string>();
  for (const { name } of names) {
    if (name.length > maxLength) throw new Error(`${name} is longer than ${maxLength}; give it a row in names.ts`);
    if (seen.has(name)) throw new Error(`two structures want the name ${name}; give one a row in names.ts`);
    seen.add(name);
  }
}

function byName(a: Named, b: Named): number {
  return a.name < b.name ? -1 : 1;
}
