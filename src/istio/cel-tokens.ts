/** What CEL's grammar calls terminals; `kind` is the text itself for operators and words with a meaning. */
export interface CelToken {
  readonly kind: string;
  readonly text: string;
  /** Where it begins, in characters. */
  readonly at: number;
}

const escaped = String.raw`\\(?:[abfnrtv"'\\?\x60]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})`;
const text = [
  String.raw`[rR](?:"""[^]*?"""|'''[^]*?'''|"[^"\n\r]*"|'[^'\n\r]*')`,
  String.raw`"""(?:${escaped}|[^\\])*?"""|'''(?:${escaped}|[^\\])*?'''`,
  String.raw`"(?:${escaped}|[^\\"\n\r])*"|'(?:${escaped}|[^\\'\n\r])*'`,
].join('|');

/** In the order in which they are tried: the longer ones first, as the grammar's longest match would have it. */
const kinds: readonly (readonly [string, RegExp])[] = [
  ['blank', /(?:[\t \r\n\f]|\/\/[^\n]*)+/y],
  ['bytes', new RegExp(`[bB](?:${text})`, 'y')],
  ['text', new RegExp(text, 'y')],
  ['float', /\d+\.\d+(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+|\.\d+(?:[eE][-+]?\d+)?/y],
  ['uint', /(?:0x[0-9a-fA-F]+|\d+)[uU]/y],
  ['int', /0x[0-9a-fA-F]+|\d+/y],
  ['name', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['quoted name', /`[-A-Za-z0-9_./ ]+`/y],
  ['operator', /==|!=|<=|>=|&&|\|\||[-[\]{}().,!?:+*/%<>]/y],
];

const words: ReadonlySet<string> = new Set(['in', 'true', 'false', 'null']);

/** The tokens of an expression and one at its end; undefined where some text begins none. */
export function celTokens(expression: string): CelToken[] | { readonly at: number } {
  const tokens: CelToken[] = [];
  let at = 0;
  while (at < expression.length) {
    const token = tokenAt(expression, at);
    if (!token) return { at };
    if (token.kind !== 'blank') tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}

function tokenAt(expression: string, at: number): CelToken | undefined {
  for (const [kind, pattern] of kinds) {
    pattern.lastIndex = at;
    const found = pattern.exec(expression)?.[0];
    if (found === undefined) continue;
    const isItself = kind === 'operator' || (kind === 'name' && words.has(found));
    return { kind: isItself ? found : kind, text: found, at };
  }
  return undefined;
}
