/**
 * Markdown read by a parser that is not ours (commonmark.js, which cdk8s-cli brings along). It knows no tables and no
 * mentions: those are judged by the rules that GitHub's documentation gives.
 */
import { createRequire } from 'node:module';

interface Node {
  readonly type: string;
  readonly literal: string | null;
  readonly firstChild: Node | null;
  walker(): { next(): { readonly entering: boolean; readonly node: Node } | null };
}

const { Parser } = createRequire(import.meta.url)('commonmark') as { Parser: new () => { parse(text: string): Node } };

export interface Rendered {
  /** Kinds of nodes, each once, sorted. */
  readonly kinds: readonly string[];
  /** What is neither code nor HTML. */
  readonly words: string;
  readonly headings: readonly string[];
  /** Blocks and inline pieces of HTML. */
  readonly html: readonly string[];
  readonly codeBlocks: readonly string[];
}

export function rendered(markdown: string): Rendered {
  const walker = new Parser().parse(markdown).walker();
  const nodes: Node[] = [];
  for (let event = walker.next(); event; event = walker.next()) if (event.entering) nodes.push(event.node);
  const literals = (...types: string[]) =>
    nodes.filter(({ type }) => types.includes(type)).map(({ literal }) => literal ?? '');
  return {
    kinds: [...new Set(nodes.map(({ type }) => type))].sort(),
    words: literals('text').join('\n'),
    headings: nodes.filter(({ type }) => type === 'heading').map(({ firstChild }) => firstChild?.literal ?? ''),
    html: literals('html_block', 'html_inline'),
    codeBlocks: literals('code_block'),
  };
}

/** Cells of each row of every table, as GitHub cuts them: at each bar that no backslash precedes. */
export function tables(markdown: string): readonly (readonly number[])[] {
  const found: number[][] = [[]];
  for (const line of markdown.split('\n')) {
    if (line.startsWith('| ')) found.at(-1)?.push(line.split(/(?<!\\)\|/).length);
    else if (found.at(-1)?.length) found.push([]);
  }
  return found.filter((rows) => rows.length > 0);
}
