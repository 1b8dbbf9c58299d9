// Kinds -> the table src/istio/generated/kinds.ts and the constructs of src/model/low-level.
import type { Names } from './naming.ts';
import { linksOfMessage } from './places.ts';
import type { Kind } from './shape.ts';
import { docComment, folders, type GeneratedFile, importLine, kebab, type Release, sourceFile } from './source-file.ts';

export function kindsFile(kinds: readonly Kind[], names: Names, releases: readonly string[]): GeneratedFile {
  const imports = kinds.map(({ kind, spec }) => importLine([names.of(spec).name], `./types/${kebab(kind)}.ts`));
  const rows = kinds.map(rowOf);
  const specs = kinds.map(({ kind, spec }) => `  readonly ${kind}: ${names.of(spec).name};`);
  return sourceFile(`${folders.istio}/kinds.ts`, releases.at(-1), [
    imports.join('\n'),
    `/** The releases of Istio that the tables know, oldest first. */\nexport const istioReleases = [${releases.map((release) => `'${release}'`).join(', ')}] as const;\nexport type IstioRelease = (typeof istioReleases)[number];`,
    `/** The spec type of every kind, by its name. */\nexport interface SpecOf {\n${specs.join('\n')}\n}`,
    '/** The name of a kind that Istio has. */\nexport type IstioKind = keyof SpecOf;',
    `/** A kind of Istio: all are namespaced. */
export interface IstioKindInfo {
  readonly kind: IstioKind;
  readonly group: string;
  /** The version to write. */
  readonly version: string;
  /** Every served version, the preferred one first. */
  readonly versions: readonly string[];
  readonly plural: string;
  /** The first release that has it; absent where all have it. */
  readonly since?: IstioRelease;
}`,
    `/** Every kind that Istio has, by name. */\nexport const istioKinds: readonly IstioKindInfo[] = [\n${rows.join('\n')}\n];`,
  ]);
}

function rowOf({ kind, group, versions, plural, since }: Kind): string {
  const served = versions.map((version) => `'${version}'`).join(', ');
  return `  {
    kind: '${kind}',
    group: '${group}',
    version: '${versions[0]}',
    versions: [${served}],
    plural: '${plural}',${since ? `\n    since: '${since}',` : ''}
  },`;
}

export function lowLevelFiles(kinds: readonly Kind[], names: Names, release: Release): GeneratedFile[] {
  const exports = kinds.map(
    ({ kind }) => `export { ${kind}, type ${kind}Props } from './generated/${kebab(kind)}.ts';`,
  );
  return [
    ...kinds.map((kind) => constructFile(kind, names, release)),
    sourceFile('src/model/low-level/index.ts', release, [exports.join('\n')]),
  ];
}

function constructFile({ kind, group, versions, spec }: Kind, names: Names, release: Release): GeneratedFile {
  const { name, place } = names.of(spec);
  const see = linksOfMessage(place).map((url) => `@see ${url}`);
  return sourceFile(`${folders.lowLevel}/${kebab(kind)}.ts`, release, [
    [
      importLine(['ApiObject', 'type ApiObjectMetadata'], 'cdk8s', 'import'),
      importLine(['Construct'], 'constructs'),
      importLine([name], `../../../istio/generated/types/${kebab(kind)}.ts`),
    ].join('\n'),
    `${docComment(see)}
export interface ${kind}Props {
  /** Its \`name\` defaults to the id of the construct, without a hash. */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: ${name};
}`,
    `${docComment([`Istio's ${kind}, as Istio defines it.`, '', ...see]).replaceAll(' * \n', ' *\n')}
export class ${kind} extends ApiObject {
  constructor(scope: Construct, id: string, props: ${kind}Props) {
    super(scope, id, {
      apiVersion: '${group}/${versions[0]}',
      kind: '${kind}',
      metadata: { ...props.metadata, name: props.metadata?.name ?? id },
      spec: props.spec,
    });
  }
}`,
  ]);
}
