/** The fields that Istio's CRDs have, and those that an object uses. */
import { isDeepStrictEqual } from 'node:util';
import type { FieldSchema, KindSchema } from '../../src/istio/generated/schemas/schema.ts';

/** A field of a type; the spec of a kind is a type as well. */
export interface Field {
  readonly type: string;
  readonly name: string;
}

/** A field with the place where an object has it, without places in lists: `http.match.port`. */
export interface FieldUse extends Field {
  readonly path: string;
}

export function keyOf({ type, name }: Field): string {
  return `${type}.${name}`;
}

/** The name of the type of a kind's spec, as other kinds refer to it. */
export function specType({ kind }: KindSchema): string {
  return `${kind}Spec`;
}

/** Every field of a kind, each type's once, in the order of a walk from the spec. */
export function fieldsOfKind(schema: KindSchema): Field[] {
  const done = new Set<string>();
  const visit = (at: FieldSchema, type: string): Field[] => {
    if (at.$ref !== undefined) return visit(schema.$defs[at.$ref] ?? {}, at.$ref);
    if (at.items) return visit(at.items, type);
    if (at.additionalProperties) return visit(at.additionalProperties, type);
    if (!at.properties || done.has(type)) return [];
    done.add(type);
    const own = Object.keys(at.properties).map((name) => ({ type, name }));
    const deeper = Object.entries(at.properties).flatMap(([name, inner]) => visit(inner, `${type}.${name}`));
    return [...own, ...deeper];
  };
  return visit(schema.spec, specType(schema));
}

/** Fields of `value` that `again` has as well: with an equal value, or something below them that is equal. */
export function fieldsIn(schema: KindSchema, value: unknown, again: unknown): FieldUse[] {
  const visit = (at: FieldSchema, type: string, one: unknown, other: unknown, path: string): FieldUse[] => {
    if (at.$ref !== undefined) return visit(schema.$defs[at.$ref] ?? {}, at.$ref, one, other, path);
    const { items, additionalProperties: values } = at;
    if (items) return list(one).flatMap((item, index) => visit(items, type, item, list(other)[index], path));
    if (values)
      return Object.entries(record(one)).flatMap(([name, item]) =>
        visit(values, type, item, record(other)[name], path),
      );
    return Object.entries(at.properties ?? {}).flatMap(([name, inner]) => {
      const [mine, theirs] = [record(one)[name], record(other)[name]];
      if (mine === undefined) return [];
      const use = { type, name, path: path === '' ? name : `${path}.${name}` };
      const below = visit(inner, `${type}.${name}`, mine, theirs, use.path);
      return below.length > 0 || isDeepStrictEqual(mine, theirs) ? [use, ...below] : [];
    });
  };
  return visit(schema.spec, specType(schema), value, again, '');
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** Whether a field is only another spelling of one that its type has: `jwks_uri` of `jwksUri`. */
export function isSpelling({ spec, $defs }: KindSchema, { type, name }: Field): boolean {
  const plain = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return plain !== name && ($defs[type] ?? spec).properties?.[plain] !== undefined;
}
