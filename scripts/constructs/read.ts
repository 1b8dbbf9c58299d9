/** Every public construct, with what its docstrings say. */
import ts from 'typescript';
import { type Docs, docsOf } from './docs-of.ts';
import { exampleOf } from './example.ts';
import { readSources, type Sources } from './program.ts';
import { namesIn, type Property, propertiesOf } from './properties.ts';

export interface ConstructDocs {
  readonly name: string;
  readonly docs: Docs;
  /** What test/docs/constructs/ shows of it; undefined where nothing does. */
  readonly example: string | undefined;
  /** `scope: Mesh, id: string, props: ServiceProps<V, P>` */
  readonly parameters: string;
  readonly props: readonly Property[];
  /** The types that its properties name, in the order in which they are met. */
  readonly types: readonly TypeDocs[];
}

export interface TypeDocs {
  readonly name: string;
  readonly docs: Docs;
  readonly properties: readonly Property[];
  /** What it stands for, where it has no properties: `'STRICT' | 'PERMISSIVE'`. */
  readonly text: string | undefined;
  /** How many types stand between the construct and this one. */
  readonly depth: number;
}

export function readConstructs(root: string): ConstructDocs[] {
  const sources = readSources(root);
  const classes = [...sources.exports].filter(([, symbol]) => symbol.flags & ts.SymbolFlags.Class);
  return classes
    .map(([name, symbol]) => readConstruct(sources, name, symbol))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readConstruct(sources: Sources, name: string, symbol: ts.Symbol): ConstructDocs {
  const { checker } = sources;
  const declared = symbol.valueDeclaration as ts.ClassDeclaration;
  const made = declared.members.find(ts.isConstructorDeclaration);
  const parameters = made?.parameters ?? [];
  const options = parameters.find(({ name: of }) => of.getText() === 'props')?.type;
  const props = options ? propertiesOf(sources, checker.getTypeFromTypeNode(options)) : [];
  return {
    name,
    docs: docsOf(checker, symbol),
    example: exampleOf(sources.root, name),
    parameters: parameters.map((one) => one.getText().replace(/\s+/g, ' ')).join(', '),
    props,
    types: typesOf(sources, props),
  };
}

/** Nearest first. */
function typesOf(sources: Sources, props: readonly Property[]): TypeDocs[] {
  const found = new Map<ts.Symbol, TypeDocs>();
  let next = props.flatMap(({ names }) => names);
  for (let depth = 0; next.length > 0; depth += 1) {
    const fresh = [...new Set(next)].filter((symbol) => !found.has(symbol) && !(symbol.flags & ts.SymbolFlags.Class));
    next = fresh.flatMap((symbol) => {
      const { parts, ...type } = readType(sources, symbol, depth);
      found.set(symbol, type);
      return [...parts, ...type.properties.flatMap(({ names }) => names)];
    });
  }
  return [...found.values()];
}

/** `parts`: types that it is one of. */
function readType(
  sources: Sources,
  symbol: ts.Symbol,
  depth: number,
): TypeDocs & { readonly parts: readonly ts.Symbol[] } {
  const { checker } = sources;
  const properties = propertiesOf(sources, checker.getDeclaredTypeOfSymbol(symbol));
  const alias = symbol.declarations?.find(ts.isTypeAliasDeclaration)?.type;
  const text = alias && properties.length === 0 ? wordsOf(checker, symbol, alias) : undefined;
  const parts = alias && (text !== undefined || ts.isUnionTypeNode(alias)) ? namesIn(sources, alias) : [];
  return { name: symbol.name, docs: docsOf(checker, symbol), properties, text, depth, parts };
}

const MOST_WORDS = 160;

/** What an alias stands for: resolved, where that can be read. */
function wordsOf(checker: ts.TypeChecker, symbol: ts.Symbol, alias: ts.TypeNode): string {
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;
  const resolved = checker.typeToString(checker.getDeclaredTypeOfSymbol(symbol), undefined, flags).replace(/"/g, "'");
  const written = alias.getText().replace(/\s+/g, ' ').replace(/^\| /, '');
  const text = resolved.length <= MOST_WORDS ? resolved : written;
  return text.length <= MOST_WORDS ? text : `${text.slice(0, MOST_WORDS)}…`;
}
