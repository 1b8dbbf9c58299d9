import type { Node, Nodes, Range } from './nodes.ts';
import { classRanges, escapeRanges, LAST, negated } from './regex-classes.ts';

export interface ReadRegex {
  readonly node: Node;
  /** False where word boundaries were passed over, so that the node matches more. */
  readonly exact: boolean;
}

/**
 * Reads a regular expression of RE2's syntax. Undefined for what is not read (single bytes), and for what is no regular
 * expression.
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function readRegex(nodes: Nodes, pattern: string): ReadRegex | undefined {
  try {
    const reader = new Reader(nodes, pattern);
    const node = reader.read();
    return { node, exact: reader.exact };
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

class Unreadable extends Error {}

const NEWLINE = 10;
const ANY: readonly Range[] = [[0, LAST]];
const ANY_BUT_NEWLINE = negated([[NEWLINE, NEWLINE]]);

interface Flags {
  readonly anyCase: boolean;
  readonly dotAll: boolean;
}

const NO_FLAGS: Flags = { anyCase: false, dotAll: false };

class Reader {
  readonly #nodes: Nodes;
  readonly #chars: readonly string[];
  exact = true;
  #at = 0;

  constructor(nodes: Nodes, pattern: string) {
    this.#nodes = nodes;
    this.#chars = [...pattern];
  }

  read(): Node {
    const node = this.#either(NO_FLAGS);
    if (this.#at < this.#chars.length) throw new Unreadable();
    return node;
  }

  #peek(text: string): boolean {
    return [...text].every((char, index) => this.#chars[this.#at + index] === char);
  }

  #take(text: string): boolean {
    const found = this.#peek(text);
    if (found) this.#at += text.length;
    return found;
  }

  #next(): string {
    const char = this.#chars[this.#at++];
    if (char === undefined) throw new Unreadable();
    return char;
  }

  #either(flags: Flags): Node {
    const options = [this.#sequence(flags)];
    while (this.#take('|')) options.push(this.#sequence(flags));
    return this.#nodes.either(options);
  }

  /** Flags that are set within a sequence hold to the end of its group. */
  #sequence(outer: Flags): Node {
    let flags = outer;
    const parts: Node[] = [];
    while (this.#at < this.#chars.length && !this.#peek('|') && !this.#peek(')')) {
      const set = this.#flagGroup(flags);
      if (set) flags = set;
      else parts.push(this.#repeated(this.#atom(flags)));
    }
    const rest = flags !== outer && this.#take('|') ? this.#either(flags) : undefined;
    const own = parts.reduceRight((next, part) => this.#nodes.sequence(part, next), this.#nodes.empty);
    return rest ? this.#nodes.either([own, rest]) : own;
  }

  /** `(?i)` and the like; undefined, and nothing read, where there is none. */
  #flagGroup(flags: Flags): Flags | undefined {
    const text = this.#chars.slice(this.#at, this.#at + 12).join('');
    const found = /^\(\?([imsU]*)(?:-([imsU]+))?\)/.exec(text);
    if (!found) return undefined;
    this.#at += found[0].length;
    return withFlags(flags, found[1] ?? '', found[2] ?? '');
  }

  #repeated(node: Node): Node {
    let result = node;
    for (;;) {
      const range = this.#repetition();
      if (!range) return result;
      this.#take('?');
      result = this.#nodes.repeat(result, range[0], range[1]);
    }
  }

  #repetition(): Range | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    const found = /^\{(\d+)(,(\d*))?\}/.exec(this.#chars.slice(this.#at, this.#at + 12).join(''));
    if (!found) return undefined;
    this.#at += found[0].length;
    const min = Number(found[1]);
    if (found[2] === undefined) return [min, min];
    return [min, found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3])];
  }

  #atom(flags: Flags): Node {
    const { begin, end } = this.#nodes;
    const char = this.#next();
    switch (char) {
      case '(':
        return this.#group(flags);
      case '[':
        return this.#nodes.chars(this.#class(flags));
      case '.':
        return this.#nodes.chars(flags.dotAll ? ANY : ANY_BUT_NEWLINE);
      case '^':
        return begin;
      case '$':
        return end;
      case '\\':
        return this.#escape(flags);
      case '*':
      case '+':
      case '?':
        throw new Unreadable();
      default:
        return this.#char(char, flags);
    }
  }

  #group(outer: Flags): Node {
    let flags = outer;
    if (this.#take('?')) {
      const head = /^(?:P?<[^>]*>|([imsU]*)(?:-([imsU]+))?:)/.exec(this.#chars.slice(this.#at).join(''));
      if (!head) throw new Unreadable();
      this.#at += [...head[0]].length;
      flags = withFlags(outer, head[1] ?? '', head[2] ?? '');
    }
    const node = this.#either(flags);
    if (!this.#take(')')) throw new Unreadable();
    return node;
  }

  #escape(flags: Flags): Node {
    const char = this.#next();
    if (char === 'A') return this.#nodes.begin;
    if (char === 'z') return this.#nodes.end;
    if (char === 'C') throw new Unreadable();
    if (char === 'b' || char === 'B') {
      this.exact = false;
      return this.#nodes.empty;
    }
    if (char === 'Q') {
      const rest = this.#chars.slice(this.#at).join('');
      const stop = rest.indexOf('\\E');
      const text = stop === -1 ? rest : rest.slice(0, stop);
      this.#at += [...text].length + (stop === -1 ? 0 : 2);
      return flags.anyCase ? this.#nodes.anyCase(text) : this.#nodes.text(text);
    }
    return this.#nodes.chars(this.#escaped(char, flags));
  }

  /** The characters behind a backslash, within a class or outside. */
  #escaped(char: string, { anyCase }: Flags): readonly Range[] {
    const read = escapeRanges(char, this.#chars.slice(this.#at).join(''));
    if (!read) throw new Unreadable();
    this.#at += read.length;
    return anyCase && !read.negative ? inEitherCase(read.ranges) : read.ranges;
  }

  #class(flags: Flags): readonly Range[] {
    const isNegated = this.#take('^');
    const ranges: Range[] = [];
    let isFirst = true;
    while (isFirst || !this.#take(']')) {
      isFirst = false;
      ranges.push(...this.#classPart(flags));
    }
    return isNegated ? negated(ranges) : ranges;
  }

  #classPart(flags: Flags): readonly Range[] {
    const named = /^\[:(\^?)([a-z]+):\]/.exec(this.#chars.slice(this.#at, this.#at + 14).join(''));
    if (named) {
      const plain = classRanges(named[2] ?? '');
      if (!plain) throw new Unreadable();
      this.#at += named[0].length;
      const ranges = flags.anyCase ? inEitherCase(plain) : plain;
      return named[1] === '' ? ranges : negated(ranges);
    }
    const from = this.#classChar(NO_FLAGS);
    const [single] = from;
    const isSingle = from.length === 1 && single !== undefined && single[0] === single[1];
    const cased = (ranges: readonly Range[]) => (flags.anyCase ? inEitherCase(ranges) : ranges);
    if (!isSingle || !this.#peek('-') || this.#chars[this.#at + 1] === ']') return isSingle ? cased(from) : from;
    this.#at++;
    const to = this.#classChar(NO_FLAGS)[0];
    if (to === undefined || to[1] < single[0]) throw new Unreadable();
    return cased([[single[0], to[1]]]);
  }

  #classChar(flags: Flags): readonly Range[] {
    const char = this.#next();
    if (char === '\\') return this.#escaped(this.#next(), flags);
    const code = char.codePointAt(0) ?? 0;
    return [[code, code]];
  }

  #char(char: string, { anyCase }: Flags): Node {
    return anyCase ? this.#nodes.anyCase(char) : this.#nodes.text(char);
  }
}

function withFlags(flags: Flags, on: string, off: string): Flags {
  const value = (name: string, before: boolean) => (before || on.includes(name)) && !off.includes(name);
  return { anyCase: value('i', flags.anyCase), dotAll: value('s', flags.dotAll) };
}

const CASE_STEP = 32;

/** Of letters of English alone: others are not in what proxies compare. */
function inEitherCase(ranges: readonly Range[]): readonly Range[] {
  const shifted = (first: number, last: number, by: number) =>
    ranges.flatMap(([from, to]): Range[] => {
      const [low, high] = [Math.max(from, first), Math.min(to, last)];
      return low <= high ? [[low + by, high + by]] : [];
    });
  return [...ranges, ...shifted(65, 90, CASE_STEP), ...shifted(97, 122, -CASE_STEP)];
}
