import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConstruct } from 'constructs';
import ts from 'typescript';

/** Exported types that are handles or made by functions, not properties of constructs that authors write. */
const NOT_WRITTEN = [
  'ServiceHandle',
  'ServiceMove',
  'Versions',
  'GateSpec',
  'SuppressProps',
  'Tenths',
  'Weight',
  'NoVersion',
];

/** `<type>.<property>` for every property that the public interface of the constructs lets an author write. */
export function writableProperties(): Set<string> {
  const index = parse('src/index.ts');
  const found = new Set<string>();
  for (const statement of index.statements) {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause))
      continue;
    const from = (statement.moduleSpecifier as ts.StringLiteral).text;
    if (!from.startsWith('./model/')) continue;
    const file = parse(join('src', from));
    for (const { name } of statement.exportClause.elements) {
      if (!NOT_WRITTEN.includes(name.text))
        for (const property of membersOf(file, name.text)) found.add(`${name.text}.${property}`);
    }
  }
  return found;
}

/** Properties of the options of a setting, told by the interface in its file on the shelf. */
export function optionsOf(file: string): string[] {
  const source = parse(join('src/policies', file));
  return source.statements
    .filter(ts.isInterfaceDeclaration)
    .filter(({ name }) => name.text.endsWith('Options'))
    .flatMap(({ name }) => membersOf(source, name.text));
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
}

function membersOf(file: ts.SourceFile, name: string): string[] {
  const members = literalsOf(file, name)
    .flatMap((literal) => [...literal.members])
    .filter(ts.isPropertySignature);
  return [
    ...new Set(
      members
        .filter(({ type }) => type?.kind !== ts.SyntaxKind.NeverKeyword)
        .map((member) => (member.name as ts.Identifier).text),
    ),
  ];
}

/** Types whose properties stand in other types of their file. */
const OF_PARTS = ['RouteProps', 'RouteMatch', 'ToVersions', 'PathOrGrpc', 'GatewayPort'];

type Literal = ts.InterfaceDeclaration | ts.TypeLiteralNode;

/** Of an interface itself, of a type all parts that are declared in its file. */
function literalsOf(file: ts.SourceFile, name: string): Literal[] {
  const declared = file.statements.find(
    (s): s is ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
      (ts.isInterfaceDeclaration(s) || ts.isTypeAliasDeclaration(s)) && s.name.text === name,
  );
  if (!declared) return [];
  if (ts.isInterfaceDeclaration(declared)) return [declared, ...parentsOf(file, declared)];
  return typeLiterals(declared.type, OF_PARTS.includes(name) ? (part) => literalsOf(file, part) : () => []);
}

/** Interfaces of the file that an interface extends. */
function parentsOf(
  file: ts.SourceFile,
  { heritageClauses = [] }: { heritageClauses?: readonly ts.HeritageClause[] },
): Literal[] {
  const names = heritageClauses.flatMap(({ types }) => types.map(({ expression }) => expression));
  return names.flatMap((name) => (ts.isIdentifier(name) ? literalsOf(file, name.text) : []));
}

function typeLiterals(type: ts.TypeNode, named: (name: string) => Literal[]): Literal[] {
  if (ts.isTypeLiteralNode(type)) return [type];
  if (ts.isParenthesizedTypeNode(type)) return typeLiterals(type.type, named);
  if (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)) return named(type.typeName.text);
  if (ts.isUnionTypeNode(type)) return type.types.flatMap((part) => typeLiterals(part, named));
  return ts.isIntersectionTypeNode(type) ? type.types.flatMap((part) => typeLiterals(part, named)) : [];
}

/** What a construct was given, in the same words. */
export function writtenProperties(construct: IConstruct): string[] {
  const name = construct.constructor.name;
  const props = (construct as { props?: Record<string, unknown> }).props ?? {};
  const own = name === 'TrafficPolicy' ? 'TrafficScope' : `${name}Props`;
  return [...keys(own, props), ...nested(name, props).flatMap(([type, value]) => keys(type, value))];
}

// biome-ignore lint/suspicious/noExplicitAny: looks into the properties of any construct
function accessRules(props: any): [string, unknown][] {
  const { allow = [], deny = [], audit = [], custom } = props;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const rules: any[] = [...allow, ...deny, ...audit, ...(custom?.rules ?? [])];
  const typeOf = (source: { kind?: string }) => (source.kind === 'identity' ? 'OtherIdentity' : 'CallerMatch');
  return [
    ['CustomAccess', custom],
    ...rules.flatMap((rule): [string, unknown][] => [
      ['AccessRule', rule],
      ['TokenMatch', rule.token],
      ...(rule.when ?? []).map((condition: unknown): [string, unknown] => ['AccessCondition', condition]),
      ...[rule.from].flat().map((source): [string, unknown] => [typeOf(source), source]),
    ]),
  ];
}

function keys(type: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [`${type}.${key}`]));
}

// biome-ignore lint/suspicious/noExplicitAny: looks into the properties of any construct
function nested(name: string, props: any): [string, unknown][] {
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const list = (value: any): any[] => (value === undefined ? [] : [value].flat());
  switch (name) {
    case 'Mesh':
      return [
        ['GitOps', props.gitops],
        ['GitOpsSource', props.gitops],
        ['ArgoCdProps', props.gitops?.argocd],
        ['FluxProps', props.gitops?.flux],
      ];
    case 'Cluster':
      return [['ClusterGitOps', props.gitops]];
    case 'Service':
      return [
        ...Object.values(props.ports).map((port): [string, unknown] => ['ServicePort', port]),
        ...props.runsIn.map((entry: unknown) => ['RunsIn', entry]),
        ...list(props.requestsPerSecond).map((rate): [string, unknown] => ['ClientRate', rate]),
      ];
    case 'IngressGateway':
      return Object.values(props.ports ?? {}).flatMap((port) => [
        ['GatewayPort', port],
        ['GatewayTls', (port as { tls?: unknown }).tls],
      ]);
    case 'AccessPolicy':
      return accessRules(props);
    case 'RolloutWaves':
      return props.waves.map((wave: unknown) => ['RolloutWave', wave]);
    case 'Canary':
      return [
        ...props.waves.map((wave: unknown) => ['Wave', wave]),
        // biome-ignore lint/suspicious/noExplicitAny: see above
        ...props.waves.flatMap(({ clusters }: any) => clusters).map((entry: unknown) => ['WaveCluster', entry]),
        ['Versions', { from: props.from, to: props.to }],
        ['Mirror', props.mirror],
        ['StickyCookie', props.sticky],
        ['Cohort', props.cohort],
        ['CookieMatch', props.cohort?.cookie],
      ];
    case 'Route':
      return list(props.match).flatMap((match) => [
        ['RouteMatch', match],
        ['PathMatch', match.path],
        ...[match.authority, ...Object.values(match.headers ?? {})].map(
          (text) => ['StringMatch', text] as [string, unknown],
        ),
      ]);
    default:
      return [];
  }
}
