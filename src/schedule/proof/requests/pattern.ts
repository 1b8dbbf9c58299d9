import { re2 } from '../../../istio/re2.ts';
import { fields } from '../../../simulate/shape.ts';

/** What a condition asks of a text, as far as texts are to be found that fulfil it and texts that do not. */
export type Pattern = Literal | Expression;

export interface Literal {
  readonly kind: 'exact' | 'prefix' | 'suffix';
  readonly text: string;
}

/** Anything that needs more than comparing: `before`, and then what of it is left behind `dropped`. */
export interface Expression {
  readonly kind: 'expression';
  /** RE2, Istio's path templates with `{*}` and `{**}`, or literal text in whatever case. */
  readonly syntax: 'regex' | 'template' | 'any case' | 'any case prefix';
  readonly source: string;
  readonly before: string;
  readonly dropped: string;
}

const none: readonly Pattern[] = [];

/** Of Istio's StringMatch; a regular expression that is none matches nothing. */
export function patternsOfMatch(match: unknown, anyCase = false): readonly Pattern[] {
  const { exact, prefix, regex } = fields(match);
  if (typeof exact === 'string') return [anyCase ? expression('any case', exact) : { kind: 'exact', text: exact }];
  if (typeof prefix === 'string') {
    return [anyCase ? expression('any case prefix', prefix) : { kind: 'prefix', text: prefix }];
  }
  if (typeof regex !== 'string' || regex === '*' || regex === '.*' || 'problem' in re2(regex)) return none;
  return [expression('regex', regex)];
}

/** Of the values of an access policy: a text with a `*` at either end, for paths also a template. */
export function patternsOfValue(value: string, isPath = false): readonly Pattern[] {
  if (isPath && (value.includes('{*}') || value.includes('{**}'))) return [expression('template', value)];
  if (value === '*') return none;
  if (value.startsWith('*')) return [{ kind: 'suffix', text: value.slice(1) }];
  if (value.endsWith('*')) return [{ kind: 'prefix', text: value.slice(0, -1) }];
  return [{ kind: 'exact', text: value }];
}

function expression(syntax: Expression['syntax'], source: string): Expression {
  return { kind: 'expression', syntax, source, before: '', dropped: '' };
}

export function isLiteral(pattern: Pattern): pattern is Literal {
  return pattern.kind !== 'expression';
}
