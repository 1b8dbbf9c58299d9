/** The public sources as TypeScript sees them, without the packages that they use. */
import { dirname, join } from 'node:path';
import ts from 'typescript';

export interface Sources {
  readonly checker: ts.TypeChecker;
  readonly root: string;
  /** What src/index.ts exports, by name, aliases resolved. */
  readonly exports: ReadonlyMap<string, ts.Symbol>;
  /** The settings of the shelf, by name. */
  readonly settings: ReadonlyMap<string, ts.Symbol>;
}

const SEEN = /\/src\/(app|index|(model|policies|istio|gates)\/.*)\.ts$/;
const UNSEEN = /\/(generated|low-level)\//;

export function readSources(root: string): Sources {
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    types: [],
    noEmit: true,
  };
  const host = ts.createCompilerHost(options, true);
  // Only what authors see: no docstring of theirs stands in a package, or behind the freeze.
  host.resolveModuleNameLiterals = (names, from) =>
    names.map(({ text }) => {
      const path = join(dirname(from), text);
      if (!text.startsWith('.') || !SEEN.test(path) || UNSEEN.test(path)) return { resolvedModule: undefined };
      return { resolvedModule: { resolvedFileName: path, extension: ts.Extension.Ts, isExternalLibraryImport: false } };
    });
  const [index, shelf] = ['src/index.ts', 'src/policies/index.ts'].map((path) => join(root, path));
  const program = ts.createProgram([index ?? '', shelf ?? ''], options, host);
  const checker = program.getTypeChecker();
  const exportsOf = (path: string | undefined) => {
    const file = program.getSourceFile(path ?? '');
    const symbol = file && checker.getSymbolAtLocation(file);
    const found = symbol ? checker.getExportsOfModule(symbol) : [];
    return new Map(found.map((one) => [one.name, plain(checker, one)]));
  };
  return { checker, root, exports: exportsOf(index), settings: exportsOf(shelf) };
}

/** The symbol itself where this is an import or export of it. */
export function plain(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}
