import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { projectProgram } from './compiler.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const file = resolve(root, 'src/index.ts');
const text = readFileSync(file, 'utf8');

it('says the whole public interface by name, in at most 60 lines', () => {
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  const wholesale = text.match(/^export \* from .*$/gm);
  expect(wholesale).toEqual(["export * from './gates/index.ts';"]);
});

it('documents every exported name where it is declared', () => {
  const program = projectProgram(root, [file]);
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!);
  expect(exported.map((symbol) => symbol.name)).toContain('Mesh');
  const silent = exported.filter((symbol) => !isDocumented(symbol, checker));
  expect(silent.map((symbol) => symbol.name)).toEqual([]);
});

/** Documented where it is declared; a folder exported as a namespace, where it is exported. */
function isDocumented(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const folder = symbol.declarations?.find(ts.isNamespaceExport);
  if (folder) return ts.getJSDocCommentsAndTags(folder.parent).length > 0;
  return ts.displayPartsToString(declared.getDocumentationComment(checker)).trim() !== '';
}
