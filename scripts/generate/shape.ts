// CRD schema -> shapes: what both the types and the runtime schemas are printed from.
// Structures that are equal (descriptions aside) become one Struct, wherever they occur.
import type { CrdBranch, CrdKind, CrdSchema } from './crd.ts';

/** Keywords of JSON schema that limit a value and mean the same in a CRD. */
export type Limits = Readonly<Record<string, number | string | boolean>>;

export type Shape =
  | { readonly is: 'string' | 'number' | 'integer' | 'boolean'; readonly limits: Limits }
  | { readonly is: 'enum'; readonly values: readonly string[] }
  | { readonly is: 'list' | 'map'; readonly of: Shape; readonly limits: Limits }
  | { readonly is: 'struct'; readonly struct: Struct }
  | { readonly is: 'open' }
  | { readonly is: 'int-or-string' };

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
}

/** Fields of which at most one (or, unless `optional`, exactly one) may be set. */
export interface Choice {
  readonly fields: readonly string[];
  readonly optional: boolean;
}

export interface Struct {
  /** Equal for equal structures. */
  readonly key: string;
  readonly fields: readonly Field[];
  readonly choices: readonly Choice[];
}

export interface Kind extends Omit<CrdKind, 'spec'> {
  readonly spec: Struct;
}

const limitKeywords = [
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const;

/** The CEL rules that say no more than a keyword of JSON schema. */
const limitsOfRule: Readonly<Record<string, Limits>> = {
  '0 < self && self <= 65535': { minimum: 1, maximum: 65535 },
  'self.size() == 0': { maxLength: 0 },
  "duration(self) >= duration('1ms')": { format: 'positive-duration' },
};

/** Fields that are durations in Istio's proto files but carry no rule in the CRD, since they may be zero. */
const durationNames = /(^ttl|Timeout|Interval)$/;

/** The shapes of all kinds, with equal structures shared. */
export function shapesOf(kinds: readonly CrdKind[]): Kind[] {
  const structs = new Map<string, Struct>();
  return kinds.map((kind) => {
    const spec = shapeOf(kind.spec, 'spec', structs);
    if (spec.is !== 'struct') throw new Error(`the spec of ${kind.kind} is no object with properties`);
    return { ...kind, spec: spec.struct };
  });
}

function shapeOf(schema: CrdSchema, name: string, structs: Map<string, Struct>): Shape {
  const limits = limitsOf(schema, name);
  if (schema['x-kubernetes-int-or-string']) return { is: 'int-or-string' };
  if (schema['x-kubernetes-preserve-unknown-fields']) return { is: 'open' };
  const values = schema.enum ?? valuesOfRules(schema);
  if (values) return { is: 'enum', values };
  if (schema.properties) return { is: 'struct', struct: structOf(schema, structs) };
  if (schema.items) return { is: 'list', of: shapeOf(schema.items, name, structs), limits };
  if (typeof schema.additionalProperties === 'object') {
    return { is: 'map', of: shapeOf(schema.additionalProperties, name, structs), limits };
  }
  switch (schema.type) {
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
      return { is: schema.type, limits };
    case 'object':
      return { is: 'open' };
    default:
      throw new Error(`field ${name} has a schema this generator does not know: ${JSON.stringify(schema)}`);
  }
}

function structOf(schema: CrdSchema, structs: Map<string, Struct>): Struct {
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    shape: shapeOf(property, name, structs),
    required: schema.required?.includes(name) ?? false,
  }));
  const choices = choicesOf(schema);
  const key = JSON.stringify([fields.map((field) => [field.name, field.required, keyOf(field.shape)]).sort(), choices]);
  const known = structs.get(key);
  if (known) return known;
  const struct = { key, fields, choices };
  structs.set(key, struct);
  return struct;
}

function keyOf(shape: Shape): unknown {
  switch (shape.is) {
    case 'struct':
      return shape.struct.key;
    case 'list':
    case 'map':
      return [shape.is, keyOf(shape.of), shape.limits];
    default:
      return shape;
  }
}

function rulesOf(schema: CrdSchema): string[] {
  return (schema['x-kubernetes-validations'] ?? []).map(({ rule }) => rule);
}

function limitsOf(schema: CrdSchema, name: string): Limits {
  const limits: Record<string, number | string | boolean> = {};
  for (const keyword of limitKeywords) {
    const value = schema[keyword];
    if (typeof value === 'number' || typeof value === 'string') limits[keyword] = value;
  }
  if (schema.nullable) limits.nullable = true;
  if (schema.format === 'byte') limits.format = 'byte';
  if (schema.type === 'string' && durationNames.test(name)) limits.format = 'duration';
  for (const rule of rulesOf(schema)) Object.assign(limits, limitsOfRule[rule]);
  return limits;
}

/** `self in ["", "HTTP", "HTTPS"]` is an enum by another name. */
function valuesOfRules(schema: CrdSchema): string[] | undefined {
  const list = rulesOf(schema).flatMap((rule) => /^self in (\[.*\])$/.exec(rule)?.[1] ?? [])[0];
  return list === undefined ? undefined : (JSON.parse(list) as string[]);
}

/** The exclusive groups of a structure: its `oneOf`s and the CEL rules that count `has(…)`. */
function choicesOf(schema: CrdSchema): Choice[] {
  const lists = [schema.oneOf, ...(schema.allOf ?? []).map((part) => part.oneOf)];
  const choices = [...lists.flatMap((list) => (list ? [choiceOfBranches(list)] : [])), ...choicesOfRules(schema)];
  const strict = choices.filter((choice) => !choice.optional);
  const kept: Choice[] = [];
  for (const choice of [...strict, ...choices]) {
    if (choice.fields.length > 1 && !kept.some((other) => sameFields(other, choice))) kept.push(choice);
  }
  return kept;
}

function sameFields(a: Choice, b: Choice): boolean {
  return [...a.fields].sort().join() === [...b.fields].sort().join();
}

function choiceOfBranches(branches: readonly CrdBranch[]): Choice {
  const fields = branches.flatMap((branch) => branch.required ?? []);
  const none = branches.filter((branch) => branch.not);
  if (fields.length + none.length !== branches.length || none.length > 1) {
    throw new Error(`a oneOf this generator does not know: ${JSON.stringify(branches)}`);
  }
  return { fields, optional: none.length === 1 };
}

function choicesOfRules(schema: CrdSchema): Choice[] {
  return rulesOf(schema).flatMap((rule): Choice[] => {
    const exactly = /^has\(self\.(\w+)\) != has\(self\.(\w+)\)$/.exec(rule);
    if (exactly) return [{ fields: exactly.slice(1), optional: false }];
    if (!/^(\(has\(self\.\w+\) \? 1 : 0\)( \+ )?)+ <= 1$/.test(rule)) return [];
    return [{ fields: [...rule.matchAll(/self\.(\w+)/g)].map((match) => match[1] ?? ''), optional: true }];
  });
}
