// CRD schema -> shapes: what both the types and the runtime schemas are printed from.
// Structures that are equal (descriptions aside) become one Struct, wherever they occur.
import type { CrdBranch, CrdKind, CrdSchema } from './crd.ts';

/** Keywords of JSON schema that limit a value and mean the same in a CRD. */
export type Limits = Readonly<Record<string, number | string | boolean | readonly string[]>>;

/** What an older release says of a value in place of what the newest says. */
export type Older = Readonly<Record<string, Own>>;

export interface Own {
  readonly limits: Limits;
  readonly rules: readonly Rule[];
  readonly values?: readonly string[];
  readonly required?: readonly string[];
  readonly choices?: readonly Choice[];
}

/** A rule that no keyword of JSON schema says. */
export interface Rule {
  readonly rule: string;
  readonly message: string;
}

/** What one place says of its value: equal structures may be limited otherwise in another place. */
export interface Limited {
  readonly limits: Limits;
  readonly rules: readonly Rule[];
  readonly older: Older;
}

export type Shape =
  | ({ readonly is: 'string' | 'number' | 'integer' | 'boolean' } & Limited)
  | ({ readonly is: 'enum'; readonly values: readonly string[] } & Limited)
  | ({ readonly is: 'list' | 'map'; readonly of: Shape } & Limited)
  | ({ readonly is: 'struct'; readonly struct: Struct } & Limited)
  | { readonly is: 'open' }
  | { readonly is: 'int-or-string' };

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
  /** The first release that has it; undefined where its owner is as new. */
  since: string | undefined;
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
  /** What holds for the spec beyond its structure. */
  readonly limits: Limited;
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
  'nullable',
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
    return { ...kind, spec: spec.struct, limits: spec };
  });
}

function shapeOf(schema: CrdSchema, name: string, structs: Map<string, Struct>): Shape {
  if (schema['x-kubernetes-int-or-string']) return { is: 'int-or-string' };
  if (schema['x-kubernetes-preserve-unknown-fields'] && !schema.properties) return { is: 'open' };
  const { limits, rules, values } = ownOf(schema, name);
  const limited = { limits, rules, older: olderOf(schema, name) };
  if (schema.properties) return { is: 'struct', struct: structOf(schema, structs), ...limited };
  if (values) return { is: 'enum', values, ...limited };
  if (schema.items) return { is: 'list', of: shapeOf(schema.items, name, structs), ...limited };
  if (typeof schema.additionalProperties === 'object') {
    return { is: 'map', of: shapeOf(schema.additionalProperties, name, structs), ...limited };
  }
  switch (schema.type) {
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
      return { is: schema.type, ...limited };
    default:
      throw new Error(`field ${name} has a schema this generator does not know: ${JSON.stringify(schema)}`);
  }
}

function structOf(schema: CrdSchema, structs: Map<string, Struct>): Struct {
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    shape: shapeOf(property, name, structs),
    required: schema.required?.includes(name) ?? false,
    since: property['x-since'],
  }));
  const choices = choicesOf(schema);
  const key = JSON.stringify([fields.map((field) => [field.name, field.required, keyOf(field.shape)]).sort(), choices]);
  const known = structs.get(key);
  if (!known) {
    const struct = { key, fields, choices };
    structs.set(key, struct);
    return struct;
  }
  for (const field of fields) shareSince(known.fields.find(({ name }) => name === field.name) as Field, field);
  return known;
}

/** A structure that stands in many places must have got a field in all of them at once. */
function shareSince(known: Field, { name, since }: Field): void {
  if (known.since !== undefined && since !== undefined && known.since !== since) {
    throw new Error(`field ${name} of one structure came with ${known.since} in one place and ${since} in another`);
  }
  known.since ??= since;
}

function olderOf(schema: CrdSchema, name: string): Older {
  const older = Object.entries(schema['x-older'] ?? {});
  return Object.fromEntries(older.map(([release, before]) => [release, ownOf(before, name)]));
}

function ownOf(schema: CrdSchema, name: string): Own {
  const own = { limits: limitsOf(schema, name), rules: rulesOf(schema) };
  const values = schema.enum ?? valuesOfRules(schema);
  if (schema.properties) return { ...own, required: schema.required ?? [], choices: choicesOf(schema) };
  return values ? { ...own, values } : own;
}

function keyOf(shape: Shape): unknown {
  switch (shape.is) {
    case 'struct':
      return { ...shape, struct: shape.struct.key };
    case 'list':
    case 'map':
      return { ...shape, of: keyOf(shape.of) };
    default:
      return shape;
  }
}

function allRulesOf(schema: CrdSchema): string[] {
  return (schema['x-kubernetes-validations'] ?? []).map(({ rule }) => rule);
}

/** The rules that are left when keywords have said what they can. */
function rulesOf(schema: CrdSchema): Rule[] {
  return (schema['x-kubernetes-validations'] ?? []).flatMap(({ rule, message, ...more }) => {
    if (limitsOfRule[rule] || valuesOfRule(rule) || choicesOfRule(rule).length > 0) return [];
    // Objects are judged as if they were created: there is no older self to compare with.
    if (/\boldSelf\b/.test(rule) && !more.optionalOldSelf) return [];
    const unknown = Object.keys(more).filter((name) => name !== 'reason');
    if (unknown.length > 0 || !message) throw new Error(`a rule this generator does not know: ${rule}, ${unknown}`);
    return [{ rule, message }];
  });
}

function limitsOf(schema: CrdSchema, name: string): Limits {
  const limits: Record<string, number | string | boolean | readonly string[]> = {};
  for (const keyword of limitKeywords) {
    const value = schema[keyword];
    if (typeof value === 'number' || typeof value === 'string' || value === true) limits[keyword] = value;
  }
  if (schema.format === 'byte') limits.format = 'byte';
  if (schema.format === 'int32') {
    limits.minimum ??= -(2 ** 31);
    limits.maximum ??= 2 ** 31 - 1;
  }
  if (schema.type === 'string' && durationNames.test(name)) limits.format = 'duration';
  if (schema['x-kubernetes-list-type'] === 'set') limits.uniqueItems = true;
  if (schema['x-kubernetes-list-type'] === 'map') limits.listMapKeys = schema['x-kubernetes-list-map-keys'] ?? [];
  for (const rule of allRulesOf(schema)) Object.assign(limits, limitsOfRule[rule]);
  return limits;
}

/** `self in ["", "HTTP", "HTTPS"]` is an enum by another name. */
function valuesOfRules(schema: CrdSchema): string[] | undefined {
  return allRulesOf(schema).map(valuesOfRule).find(Boolean);
}

function valuesOfRule(rule: string): string[] | undefined {
  const list = /^self in (\[.*\])$/.exec(rule)?.[1];
  return list === undefined ? undefined : (JSON.parse(list) as string[]);
}

/** The exclusive groups of a structure: its `oneOf`s and the CEL rules that count `has(…)`. */
function choicesOf(schema: CrdSchema): Choice[] {
  const lists = [schema.oneOf, ...(schema.allOf ?? []).map((part) => part.oneOf)];
  const choices = [
    ...lists.flatMap((list) => (list ? [choiceOfBranches(list)] : [])),
    ...allRulesOf(schema).flatMap(choicesOfRule),
  ];
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

function choicesOfRule(rule: string): Choice[] {
  const exactly = /^has\(self\.(\w+)\) != has\(self\.(\w+)\)$/.exec(rule);
  if (exactly) return [{ fields: exactly.slice(1), optional: false }];
  if (!/^(\(has\(self\.\w+\) \? 1 : 0\)( \+ )?)+ <= 1$/.test(rule)) return [];
  return [{ fields: [...rule.matchAll(/self\.(\w+)/g)].map((match) => match[1] ?? ''), optional: true }];
}
