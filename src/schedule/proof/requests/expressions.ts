import { after, type Node, type Nodes } from './nodes.ts';
import type { Pattern } from './pattern.ts';
import { LAST } from './regex-classes.ts';
import { type ReadRegex, readRegex } from './regex-syntax.ts';

/** A pattern as a regular expression for the whole text; undefined where it cannot be read. */
export function nodeOf(nodes: Nodes, pattern: Pattern): ReadRegex | undefined {
  const anything = nodes.repeat(nodes.chars([[0, LAST]]), 0, Number.POSITIVE_INFINITY);
  switch (pattern.kind) {
    case 'exact':
      return { node: nodes.text(pattern.text), exact: true };
    case 'prefix':
      return { node: nodes.sequence(nodes.text(pattern.text), anything), exact: true };
    case 'suffix':
      return { node: nodes.sequence(anything, nodes.text(pattern.text)), exact: true };
    case 'expression': {
      const { syntax, source, before, dropped } = pattern;
      const whole = readAs[syntax](nodes, source, anything);
      if (!whole) return undefined;
      let left = whole.node;
      [...dropped].forEach((char, index) => {
        left = after(nodes, left, char.codePointAt(0) ?? 0, index === 0);
      });
      return { node: nodes.sequence(nodes.text(before), left), exact: whole.exact };
    }
  }
}

type Read = (nodes: Nodes, source: string, anything: Node) => ReadRegex | undefined;

const readAs: Readonly<Record<Extract<Pattern, { kind: 'expression' }>['syntax'], Read>> = {
  regex: readRegex,
  template: (nodes, source, anything) => {
    const segment = nodes.repeat(
      nodes.chars([
        [0, 46],
        [48, LAST],
      ]),
      1,
      Number.POSITIVE_INFINITY,
    );
    const node = source
      .split(/(\{\*\*\}|\{\*\})/)
      .map((part) => (part === '{**}' ? anything : part === '{*}' ? segment : nodes.text(part)))
      .reduceRight((next, part) => nodes.sequence(part, next), nodes.empty);
    return { node, exact: true };
  },
  'any case': (nodes, source) => ({ node: nodes.anyCase(source), exact: true }),
  'any case prefix': (nodes, source, anything) => ({
    node: nodes.sequence(nodes.anyCase(source), anything),
    exact: true,
  }),
};
