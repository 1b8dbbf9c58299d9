// Shapes -> src/istio/generated/schemas: the same structures as data, for the check at run time.
import { collect, type NamedStruct, type Names } from './naming.ts';
import { ruleKey, rulePlaces } from './print-rules.ts';
import type { Kind, Limited, Own, Shape, Struct } from './shape.ts';
import {
  camel,
  folders,
  type GeneratedFile,
  importLine,
  kebab,
  lineWidth,
  type Release,
  sourceFile,
} from './source-file.ts';

type Data = string | number | boolean | readonly Data[] | DataObject;
type DataObject = { readonly [key: string]: Data };

interface Context {
  readonly names: Names;
  /** Fields that this release has are no news in any other. */
  readonly oldest: string;
  readonly rulePlaces: ReadonlyMap<string, number>;
}

/** The hand-written half of the folder: what a schema is. */
const schemaInterface = `import type { IstioRelease } from '../kinds.ts';

/** What a CRD says of a value, in the words of JSON schema as far as there are such. */
export interface FieldSchema extends FieldLimits {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'int-or-string';
  /** The fields of an object that may have no others. */
  readonly properties?: { readonly [name: string]: FieldSchema };
  /** The values of an object that may have any fields; an object with neither may hold anything. */
  readonly additionalProperties?: FieldSchema;
  readonly items?: FieldSchema;
  /** The name of an entry of \`$defs\`, which is the name of a type in ../types; what stands beside it holds as well. */
  readonly $ref?: string;
  /** The first release that has the field; absent where its owner is as new, or all releases have it. */
  readonly since?: IstioRelease;
  /** The limits that an older release has in place of these, and of those of what \`$ref\` names. */
  readonly older?: { readonly [release in IstioRelease]?: FieldLimits };
}

export interface FieldLimits {
  readonly nullable?: true;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly choices?: readonly FieldChoice[];
  /** \`duration\` is Go's syntax, \`positive-duration\` is at least 1ms, \`byte\` is base64. */
  readonly format?: 'duration' | 'positive-duration' | 'byte';
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly uniqueItems?: true;
  /** The fields that tell one item of the list from another. */
  readonly listMapKeys?: readonly string[];
  /** Places in ../rules.ts. */
  readonly rules?: readonly number[];
}

/** Fields of which exactly one must be set, or at most one where the choice is \`optional\`. */
export interface FieldChoice {
  readonly fields: readonly string[];
  readonly optional?: true;
}

/** A kind of Istio as its CRD describes it. */
export interface KindSchema {
  readonly kind: string;
  readonly group: string;
  /** The version to write. */
  readonly version: string;
  /** Every served version, the preferred one first; all have the same schema. */
  readonly versions: readonly string[];
  readonly plural: string;
  readonly namespaced: boolean;
  readonly specRequired: boolean;
  /** What holds for the spec beyond its structure. */
  readonly limits: Pick<FieldSchema, keyof FieldLimits | 'older'>;
  /** Schema of the spec; \`$defs\` holds what it refers to, by the name of the type in ../types. */
  readonly spec: FieldSchema;
  readonly $defs: { readonly [name: string]: FieldSchema };
}`;

export function schemaFiles(kinds: readonly Kind[], names: Names, releases: readonly string[]): GeneratedFile[] {
  const context = { names, oldest: releases[0] ?? '', rulePlaces: rulePlaces(kinds) };
  const release = releases.at(-1);
  const roots = new Set(kinds.map(({ spec }) => names.of(spec).name));
  const shared = names.structs.filter(({ home }) => home === undefined);
  return [
    ...kinds.map((kind) => kindFile(kind, context, roots, release)),
    sourceFile(`${folders.schemas}/shared.ts`, release, [
      importLine(['FieldSchema'], './schema.ts'),
      ...shared.map((named) => constant(named, context)),
    ]),
    sourceFile(`${folders.schemas}/schema.ts`, release, [schemaInterface]),
    indexFile(kinds, release),
  ];
}

function kindFile(kind: Kind, context: Context, roots: ReadonlySet<string>, release: Release): GeneratedFile {
  const { names } = context;
  const inner = [...collect(kind.spec)].map((struct) => names.of(struct)).filter(({ struct }) => struct !== kind.spec);
  const local = inner.filter(({ home }) => home === kind.kind).sort((a, b) => (a.name < b.name ? -1 : 1));
  const imports = [
    importLine(
      inner.filter(({ home }) => home === undefined).map(({ name }) => name),
      './shared.ts',
      'import',
    ),
    ...inner
      .filter(({ home }) => home !== undefined && home !== kind.kind)
      .map(({ home = '' }) => importLine([camel(home)], `./${kebab(home)}.ts`, 'import')),
    importLine(['FieldSchema', 'KindSchema'].slice(local.length > 0 ? 0 : 1), './schema.ts'),
  ];
  const defs = inner.map(({ name, home = '' }) =>
    roots.has(name) ? `    ${name}: ${camel(home)}.spec,` : `    ${name},`,
  );
  return sourceFile(`${folders.schemas}/${kebab(kind.kind)}.ts`, release, [
    imports
      .filter((line) => line !== '')
      .sort(byModule)
      .join('\n'),
    ...local.map((named) => constant(named, context)),
    `export const ${camel(kind.kind)}: KindSchema = {
  kind: '${kind.kind}',
  group: '${kind.group}',
  version: '${kind.versions[0]}',
  versions: ${literal(kind.versions, 2, 0)},
  plural: '${kind.plural}',
  namespaced: ${kind.namespaced},
  specRequired: ${kind.specRequired},
  limits: ${literal(limitsData(kind.limits, context), 2, lineWidth / 4)},
  spec: ${literal(structSchema(kind.spec, context), 2, lineWidth)},
  $defs: {${defs.length > 0 ? `\n${defs.sort().join('\n')}\n  ` : ''}},
};`,
  ]);
}

function byModule(a: string, b: string): number {
  const from = (line: string) => line.slice(line.lastIndexOf(" from '"));
  return from(a) < from(b) ? -1 : 1;
}

function indexFile(kinds: readonly Kind[], release: Release): GeneratedFile {
  return sourceFile(`${folders.schemas}/index.ts`, release, [
    [
      importLine(['IstioKind'], '../kinds.ts'),
      ...kinds.map(({ kind }) => importLine([camel(kind)], `./${kebab(kind)}.ts`, 'import')),
      importLine(['KindSchema'], './schema.ts'),
    ].join('\n'),
    `/** The schema of every kind, by its name. */
export const schemaOf: { readonly [Kind in IstioKind]: KindSchema } = {
${kinds.map(({ kind }) => `  ${kind}: ${camel(kind)},`).join('\n')}
};`,
  ]);
}

function constant({ name, struct, home }: NamedStruct, context: Context): string {
  const head = `${home === undefined ? 'export const' : 'const'} ${name}: FieldSchema = `;
  return `${head}${literal(structSchema(struct, context), 0, head.length)};`;
}

function structSchema({ fields, choices }: Struct, context: Context): Data {
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  const properties = fields.map(({ name, shape, since }) => [
    name,
    { ...schemaOfShape(shape, context), ...(since === undefined || since === context.oldest ? {} : { since }) },
  ]);
  return {
    type: 'object',
    ...ownData({ limits: {}, rules: [], required, choices }, context),
    properties: Object.fromEntries(properties),
  };
}

function schemaOfShape(shape: Shape, context: Context): DataObject {
  switch (shape.is) {
    case 'struct':
      return { $ref: context.names.of(shape.struct).name, ...limitsData(shape, context) };
    case 'open':
      return { type: 'object' };
    case 'int-or-string':
      return { type: 'int-or-string' };
    case 'enum':
      return { type: 'string', ...limitsData(shape, context) };
    case 'list':
      return { type: 'array', ...limitsData(shape, context), items: schemaOfShape(shape.of, context) };
    case 'map':
      return { type: 'object', ...limitsData(shape, context), additionalProperties: schemaOfShape(shape.of, context) };
    default:
      return { type: shape.is, ...limitsData(shape, context) };
  }
}

function limitsData(shape: Limited & { readonly values?: readonly string[] }, context: Context): DataObject {
  const older = Object.entries(shape.older).map(([release, own]) => [release, ownData(own, context)]);
  return { ...ownData(shape, context), ...(older.length > 0 ? { older: Object.fromEntries(older) } : {}) };
}

function ownData({ limits, rules, values, required = [], choices = [] }: Own, { rulePlaces }: Context): DataObject {
  return {
    ...limits,
    ...(values ? { enum: values } : {}),
    ...(required.length > 0 ? { required } : {}),
    ...(choices.length > 0
      ? { choices: choices.map(({ fields, optional }) => (optional ? { fields, optional } : { fields })) }
      : {}),
    ...(rules.length > 0 ? { rules: rules.map((rule) => rulePlaces.get(ruleKey(rule)) ?? -1) } : {}),
  };
}

/** A TypeScript literal: on one line where it fits, else one entry a line. */
function literal(data: Data, indent: number, used: number): string {
  if (typeof data !== 'object') return typeof data === 'string' ? quote(data) : String(data);
  const list = isList(data);
  const entries = list
    ? data.map((item) => ['', item] as const)
    : Object.entries(data).map(([k, v]) => [`${key(k)}: `, v] as const);
  if (entries.length === 0) return list ? '[]' : '{}';
  const flat = entries.map(([head, item]) => head + literal(item, 0, -Infinity)).join(', ');
  if (flat.length + used + '{  },'.length <= lineWidth) return list ? `[${flat}]` : `{ ${flat} }`;
  const pad = ' '.repeat(indent + 2);
  const lines = entries.map(([head, item]) => `${pad}${head}${literal(item, indent + 2, indent + 2 + head.length)},`);
  return `${list ? '[' : '{'}\n${lines.join('\n')}\n${' '.repeat(indent)}${list ? ']' : '}'}`;
}

function isList(data: Data): data is readonly Data[] {
  return Array.isArray(data);
}

function key(name: string): string {
  return /^[\w$]+$/.test(name) ? name : quote(name);
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
