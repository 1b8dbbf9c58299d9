/** The properties of a type of options, and the types that they name in turn. */
import ts from 'typescript';
import { type Docs, docsOf } from './docs-of.ts';
import { plain, type Sources } from './program.ts';

export interface Property {
  /** `external.address` for what stands in an object without a name. */
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
  readonly docs: Docs;
  /** Types of ours that it names. */
  readonly names: readonly ts.Symbol[];
}

/** What only some of several alternatives have is optional. */
export function propertiesOf(sources: Sources, type: ts.Type): Property[] {
  const alternatives = alternativesOf(sources, type).map((symbols) =>
    symbols.flatMap((one) => propertyOf(sources, one)),
  );
  const found = new Map<string, Property>();
  for (const property of alternatives.flat()) {
    const known = found.get(property.name);
    const isBetter = !known || (known.docs.text === '' && property.docs.text !== '');
    const isEverywhere = alternatives.every((own) =>
      own.some(({ name, isOptional }) => name === property.name && !isOptional),
    );
    found.set(property.name, { ...(isBetter ? property : known), isOptional: !isEverywhere });
  }
  return [...found.values()];
}

/** The properties of every part of a union and of both sides of a condition. */
function alternativesOf(sources: Sources, type: ts.Type, within: readonly ts.Type[] = []): (readonly ts.Symbol[])[] {
  const { checker } = sources;
  if (within.includes(type)) return [];
  const trail = [...within, type];
  if (type.isUnion()) return type.types.flatMap((one) => alternativesOf(sources, one, trail));
  if (type.flags & ts.TypeFlags.Conditional) {
    const { trueType, falseType } = (type as ts.ConditionalType).root.node;
    return [trueType, falseType].flatMap((node) => alternativesOf(sources, checker.getTypeFromTypeNode(node), trail));
  }
  // What a handle has inside is nobody's to write.
  if (type.symbol && type.symbol.flags & ts.SymbolFlags.Class && within.length > 0) return [];
  const isObject = type.isIntersection() || (type.flags & ts.TypeFlags.Object && !isList(sources, type));
  return isObject ? [checker.getPropertiesOfType(type)] : [];
}

function isList({ checker }: Sources, type: ts.Type): boolean {
  return checker.isArrayType(type) || checker.isTupleType(type);
}

function propertyOf(sources: Sources, symbol: ts.Symbol): Property[] {
  const { checker, settings } = sources;
  const declared = symbol.declarations?.find((one) => ts.isPropertySignature(one) || ts.isPropertyDeclaration(one));
  const setting = settings.get(symbol.name);
  const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
  if (!declared && setting) {
    const node = optionsOf(setting);
    return [{ name: symbol.name, isOptional, docs: docsOf(checker, setting), ...typeOf(sources, node) }];
  }
  const node = declared && 'type' in declared ? (declared.type as ts.TypeNode | undefined) : undefined;
  // A property by a symbol of our own is there for the compiler alone.
  if (!node || node.kind === ts.SyntaxKind.NeverKeyword || symbol.name.startsWith('__@')) return [];
  const own = { name: symbol.name, isOptional, docs: docsOf(checker, symbol), ...typeOf(sources, node) };
  const inner = literalsIn(node).flatMap((literal) => propertiesOf(sources, checker.getTypeFromTypeNode(literal)));
  return [own, ...inner.map((one) => ({ ...one, name: `${symbol.name}.${one.name}` }))];
}

/** `definePolicy<Options>(…)` tells what a setting of the shelf takes. */
function optionsOf(setting: ts.Symbol): ts.TypeNode | undefined {
  const declared = setting.valueDeclaration;
  const made = declared && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
  return made && ts.isCallExpression(made) ? made.typeArguments?.[0] : undefined;
}

function typeOf(sources: Sources, node: ts.TypeNode | undefined): Pick<Property, 'type' | 'names'> {
  if (!node) return { type: '', names: [] };
  return { type: shortened(node.getText()), names: namesIn(sources, node) };
}

function shortened(text: string): string {
  const plainer = text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\breadonly\s+/g, '')
    .replace(/NoInfer<(\w+)>/g, '$1')
    .replace(/\s+/g, ' ')
    .replace(/^\|\s*/, '')
    .trim();
  return /\{/.test(plainer) && plainer.length > 60 ? plainer.replace(/\{.*\}/, '{ … }') : plainer;
}

/** Objects that are written out in a type, those in lists too. */
function literalsIn(node: ts.TypeNode): ts.TypeLiteralNode[] {
  if (ts.isTypeLiteralNode(node)) return node.members.some(ts.isPropertySignature) ? [node] : [];
  const found: ts.TypeLiteralNode[] = [];
  ts.forEachChild(node, (child) => {
    if (ts.isTypeNode(child)) found.push(...literalsIn(child));
  });
  return found;
}

/** Interfaces and other names of types that stand in our own sources. */
export function namesIn({ checker, root }: Sources, node: ts.Node): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isTypeReferenceNode(at)) {
      const symbol = checker.getSymbolAtLocation(at.typeName);
      const target = symbol && plain(checker, symbol);
      const file = target?.declarations?.[0]?.getSourceFile().fileName ?? '';
      const isOurs = file.startsWith(`${root}/src/`) && !file.includes('/generated/');
      if (target && isOurs && !(target.flags & ts.SymbolFlags.TypeParameter)) found.push(target);
    }
    ts.forEachChild(at, visit);
  };
  visit(node);
  return found;
}
