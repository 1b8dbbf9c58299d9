import { type IstioKind, type IstioRelease, istioReleases } from '../generated/kinds.ts';
import { schemaOf } from '../generated/schemas/index.ts';
import type { FieldLimits, FieldSchema } from '../generated/schemas/schema.ts';

type Limits = { readonly [name in keyof FieldLimits]-?: FieldLimits[name] | undefined };

/**
 * A schema as one release has it, in the form that is quick to walk: references followed, limits side by side, and all
 * nodes of one shape.
 */
export interface Node extends Limits {
  readonly type: 'struct' | 'map' | 'open' | Exclude<FieldSchema['type'], 'object' | undefined>;
  /** Of a struct. */
  readonly fields: ReadonlyMap<string, Node>;
  /** Fields that a struct has in a later release. */
  readonly newer: ReadonlyMap<string, IstioRelease>;
  /** Of what a list or a map holds. */
  readonly each: Node | undefined;
  readonly regExp: RegExp | undefined;
  /** Whether there is more to ask of a value of the right type. */
  readonly limited: boolean;
  /** Values that the enum has in a later release. */
  readonly newerValues: ReadonlyMap<string, IstioRelease>;
}

const specs = new Map<IstioRelease, Map<IstioKind, Node>>(istioReleases.map((release) => [release, new Map()]));

/** The spec of a kind, compiled on first use. */
export function specNode(kind: IstioKind, release: IstioRelease): Node {
  const known = specs.get(release)?.get(kind);
  if (known) return known;
  const { spec, limits, $defs } = schemaOf[kind];
  const root = { ...limits, $ref: '' };
  const node = nodeOf(root, { release, $defs: { ...$defs, '': spec }, structs: new Map() });
  specs.get(release)?.set(kind, node);
  return node;
}

/** A message that has no CRD; `$defs` holds what its schema refers to. */
export function compileNode(schema: FieldSchema, $defs: Compile['$defs'], release: IstioRelease): Node {
  return nodeOf(schema, { release, $defs, structs: new Map() });
}

interface Compile {
  readonly release: IstioRelease;
  readonly $defs: { readonly [name: string]: FieldSchema };
  readonly structs: Map<string, Pick<Node, 'fields' | 'newer'>>;
}

function nodeOf(schema: FieldSchema, compile: Compile): Node {
  const target = schema.$ref === undefined ? schema : (compile.$defs[schema.$ref] ?? {});
  const limits = limitsIn(schema, target, compile.release);
  const each = target.items ?? target.additionalProperties;
  return {
    type: typeOf(target),
    ...(target.properties ? structOf(schema.$ref, target.properties, compile) : noFields),
    each: each && nodeOf(each, compile),
    ...noLimits,
    ...limits,
    regExp: limits.pattern === undefined ? undefined : new RegExp(limits.pattern, 'u'),
    limited: Object.keys(limits).some((name) => name !== 'nullable' && name !== 'rules'),
    newerValues: limits.enum ? newerValues(schema, limits.enum, compile.release) : noNewer,
  };
}

const noLimits: Limits = {
  nullable: undefined,
  required: undefined,
  enum: undefined,
  choices: undefined,
  format: undefined,
  pattern: undefined,
  minimum: undefined,
  maximum: undefined,
  minLength: undefined,
  maxLength: undefined,
  minItems: undefined,
  maxItems: undefined,
  minProperties: undefined,
  maxProperties: undefined,
  uniqueItems: undefined,
  listMapKeys: undefined,
  rules: undefined,
};

const noNewer: ReadonlyMap<string, IstioRelease> = new Map();
const noFields: Pick<Node, 'fields' | 'newer'> = { fields: new Map(), newer: noNewer };

function typeOf({ type, properties, additionalProperties }: FieldSchema): Node['type'] {
  if (type !== undefined && type !== 'object') return type;
  return properties ? 'struct' : additionalProperties ? 'map' : 'open';
}

/** What stands beside a reference holds as well as what the reference leads to, and never says the same keyword. */
function limitsIn(schema: FieldSchema, target: FieldSchema, release: IstioRelease): FieldLimits {
  const older = schema.older?.[release];
  if (older) return older;
  const {
    type: _t,
    properties: _p,
    additionalProperties: _a,
    items: _i,
    $ref: _r,
    ...limits
  } = { ...target, ...schema };
  const { since: _s, older: _o, ...rest } = limits;
  return rest;
}

function structOf(
  name: string | undefined,
  properties: { readonly [name: string]: FieldSchema },
  compile: Compile,
): Pick<Node, 'fields' | 'newer'> {
  const known = name === undefined ? undefined : compile.structs.get(name);
  if (known) return known;
  const entries = Object.entries(properties);
  const isNewer = ({ since }: FieldSchema) => since !== undefined && isBefore(compile.release, since);
  const struct = {
    fields: new Map(
      entries.filter(([, field]) => !isNewer(field)).map(([key, field]) => [key, nodeOf(field, compile)]),
    ),
    newer: new Map(entries.flatMap(([key, field]) => (field.since && isNewer(field) ? [[key, field.since]] : []))),
  };
  if (name !== undefined) compile.structs.set(name, struct);
  return struct;
}

function newerValues(schema: FieldSchema, values: readonly string[], release: IstioRelease) {
  const found = new Map<string, IstioRelease>();
  for (const later of istioReleases.filter((other) => isBefore(release, other))) {
    for (const value of schema.older?.[later]?.enum ?? schema.enum ?? []) {
      if (!values.includes(value) && !found.has(value)) found.set(value, later);
    }
  }
  return found;
}

function isBefore(a: IstioRelease, b: IstioRelease): boolean {
  return istioReleases.indexOf(a) < istioReleases.indexOf(b);
}
