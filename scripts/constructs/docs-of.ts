/** What a docstring says. */
import ts from 'typescript';

export interface Docs {
  readonly text: string;
  readonly fallback: string | undefined;
  readonly see: readonly string[];
}

export function docsOf(checker: ts.TypeChecker, symbol: ts.Symbol): Docs {
  const tags = symbol.getJsDocTags(checker).map(({ name, text }) => ({ name, text: ts.displayPartsToString(text) }));
  const of = (wanted: string) => tags.filter(({ name }) => name === wanted).map(({ text }) => text.trim());
  const [fallback] = of('default');
  return {
    text: ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim(),
    fallback,
    // TypeScript takes the scheme of an address for a name.
    see: of('see').map((text) => text.replace(/^(https?)\s*:?/, '$1:').replace(/^(https?:):/, '$1')),
  };
}

/** `Default: 2s.` as a docstring without a tag says it. */
export function saidDefault(text: string): string | undefined {
  return /(?:^|[.;] )Default:? ([^.;]+(?:\.\d[^.;]*)*)/.exec(text.replace(/\s+/g, ' '))?.[1];
}
