// Shapes -> src/istio/generated/schemas: the same structures as data, for the check at run time.
import { collect, type NamedStruct, type Names } from './naming.ts';
import type { Choice, Kind, Shape, Struct } from './shape.ts';
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

type Data = string | number | boolean | readonly Data[] | { readonly [key: string]: Data };

/** The hand-written half of the folder: what a schema is. */
const schemaInterface = `/** The subset of JSON schema that Istio's CRDs need. */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly nullable?: true;
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly additionalProperties?: JsonSchema | false;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly string[];
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  /** \`#/$defs/\` and the name of a type in ../types. */
  readonly $ref?: string;
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
  /** Schema of the spec; \`$defs\` holds what it refers to, by the name of the type in ../types. */
  readonly spec: JsonSchema;
  readonly $defs: { readonly [name: string]: JsonSchema };
}`;

export function schemaFiles(kinds: readonly Kind[], names: Names, release: Release): GeneratedFile[] {
  const roots = new Set(kinds.map(({ spec }) => names.of(spec).name));
  const shared = names.structs.filter(({ home }) => home === undefined);
  return [
    ...kinds.map((kind) => kindFile(kind, names, roots, release)),
    sourceFile(`${folders.schemas}/shared.ts`, release, [
      importLine(['JsonSchema'], './schema.ts'),
      ...shared.map((named) => constant(named, names)),
    ]),
    sourceFile(`${folders.schemas}/schema.ts`, release, [schemaInterface]),
    indexFile(kinds, release),
  ];
}

function kindFile(kind: Kind, names: Names, roots: ReadonlySet<string>, release: Release): GeneratedFile {
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
    importLine(['JsonSchema', 'KindSchema'].slice(local.length > 0 ? 0 : 1), './schema.ts'),
  ];
  const defs = inner.map(({ name, home = '' }) =>
    roots.has(name) ? `    ${name}: ${camel(home)}.spec,` : `    ${name},`,
  );
  return sourceFile(`${folders.schemas}/${kebab(kind.kind)}.ts`, release, [
    imports
      .filter((line) => line !== '')
      .sort(byModule)
      .join('\n'),
    ...local.map((named) => constant(named, names)),
    `export const ${camel(kind.kind)}: KindSchema = {
  kind: '${kind.kind}',
  group: '${kind.group}',
  version: '${kind.versions[0]}',
  versions: ${literal(kind.versions, 2, 0)},
  plural: '${kind.plural}',
  namespaced: ${kind.namespaced},
  specRequired: ${kind.specRequired},
  spec: ${literal(structSchema(kind.spec, names), 2, lineWidth)},
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

function constant({ name, struct, home }: NamedStruct, names: Names): string {
  const head = `${home === undefined ? 'export const' : 'const'} ${name}: JsonSchema = `;
  return `${head}${literal(structSchema(struct, names), 0, head.length)};`;
}

function structSchema(struct: Struct, names: Names): Data {
  const required = struct.fields.filter((field) => field.required).map(({ name }) => name);
  const choices = struct.choices.map((choice) => ({ oneOf: branchesOf(choice) }));
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    ...(choices.length > 1 ? { allOf: choices } : choices[0]),
    properties: Object.fromEntries(struct.fields.map(({ name, shape }) => [name, schemaOfShape(shape, names)])),
  };
}

function branchesOf({ fields, optional }: Choice): Data[] {
  const set = fields.map((field) => ({ required: [field] }));
  return optional ? [{ not: { anyOf: set } }, ...set] : set;
}

function schemaOfShape(shape: Shape, names: Names): Data {
  switch (shape.is) {
    case 'struct':
      return { $ref: `#/$defs/${names.of(shape.struct).name}` };
    case 'enum':
      return { type: 'string', enum: shape.values };
    case 'list':
      return { type: 'array', ...shape.limits, items: schemaOfShape(shape.of, names) };
    case 'map':
      return { type: 'object', ...shape.limits, additionalProperties: schemaOfShape(shape.of, names) };
    case 'open':
      return { type: 'object' };
    case 'int-or-string':
      return { anyOf: [{ type: 'integer' }, { type: 'string' }] };
    default:
      return { type: shape.is, ...shape.limits };
  }
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
