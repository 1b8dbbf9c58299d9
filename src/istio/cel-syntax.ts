import { type CelToken, celTokens } from './cel-tokens.ts';

/**
 * What keeps a text from being an expression of CEL, with the standard macros; undefined when nothing does. Names and
 * types are not looked at: what they mean is known in the proxy only.
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax
 */
export function celProblem(expression: string): string | undefined {
  if (!judged.has(expression)) judged.set(expression, judge(expression));
  return judged.get(expression);
}

const judged = new Map<string, string | undefined>();

function judge(expression: string): string | undefined {
  if (expression.length > longest) return `it has ${expression.length} characters, of at most ${longest}`;
  const tokens = celTokens(expression);
  if (!Array.isArray(tokens))
    return `unexpected ${JSON.stringify(expression[tokens.at])} at character ${tokens.at + 1}`;
  try {
    new Parser(tokens).all();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxProblem) return error.message;
    throw error;
  }
}

const longest = 100_000;
const deepest = 250;
const mostInt = 9_223_372_036_854_775_807n;
const mostUint = 18_446_744_073_709_551_615n;

class SyntaxProblem extends Error {}

function tooDeep(): SyntaxProblem {
  return new SyntaxProblem(`it is nested more than ${deepest} levels deep`);
}

/** What a macro asks of its argument. */
type Shape = 'name' | 'select' | 'other';

const binary: ReadonlySet<string> = new Set([
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  '&&',
  '||',
  '+',
  '-',
  '*',
  '/',
  '%',
]);

const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);

const reserved: ReadonlySet<string> = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);

/** Macros of lists and maps, whose first argument names a variable, by name and number of arguments. */
const loops: ReadonlySet<string> = new Set([
  'all/2',
  'exists/2',
  'exists_one/2',
  'existsOne/2',
  'map/2',
  'map/3',
  'filter/2',
]);

class Parser {
  readonly #tokens: readonly CelToken[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly CelToken[]) {
    this.#tokens = tokens;
  }

  all(): void {
    this.#expression();
    this.#take('end');
  }

  #expression(): Shape {
    if (++this.#depth > deepest) throw tooDeep();
    let shape = this.#operands();
    if (this.#skip('?')) {
      this.#operands();
      this.#take(':');
      this.#expression();
      shape = 'other';
    }
    this.#depth--;
    return shape;
  }

  /** Operators bind differently, but what one takes the others take too. */
  #operands(): Shape {
    let shape = this.#unary();
    let sums = 0;
    let comparisons = 0;
    for (let op = this.#token.kind; binary.has(op); op = this.#token.kind) {
      if (op === '&&' || op === '||') comparisons = sums = 0;
      else if (arithmetic.has(op)) sums++;
      else [comparisons, sums] = [comparisons + 1, 0];
      // CEL's own parser goes a level deeper with each of a row.
      if (sums > deepest || comparisons > deepest) throw tooDeep();
      this.#next++;
      this.#unary();
      shape = 'other';
    }
    return shape;
  }

  #unary(): Shape {
    for (const sign of ['!', '-']) {
      if (!this.#skip(sign)) continue;
      while (this.#skip(sign));
      // `!-1` is the negation of a literal; `!-a` and `-!a` are nothing.
      this.#member(sign === '!' && this.#skip('-'), sign === '-');
      return 'other';
    }
    return this.#member(false, false);
  }

  /** @param signed whether only a number may come  @param negated whether the number has a sign before it, if it is one */
  #member(signed: boolean, negated: boolean): Shape {
    let [shape, isPath] = this.#primary(signed, negated);
    for (let steps = 0; ; steps++) {
      if (steps > deepest) throw tooDeep();
      if (this.#skip('.')) {
        const name = this.#token.text;
        const isQuoted = this.#token.kind === 'quoted name';
        if (!isQuoted) this.#take('name');
        else this.#next++;
        shape = 'select';
        isPath &&= !isQuoted;
        if (!isQuoted && this.#skip('(')) [shape, isPath] = [this.#receiverCall(name), false];
      } else if (this.#skip('[')) {
        this.#expression();
        this.#take(']');
        [shape, isPath] = ['other', false];
      } else if (isPath && this.#skip('{')) {
        this.#fields();
        [shape, isPath] = ['other', false];
      } else {
        return shape;
      }
    }
  }

  /** Whether what was read may be the beginning of the name of a message. */
  #primary(signed: boolean, negated: boolean): [Shape, boolean] {
    const { kind, text } = this.#token;
    if (kind === 'int' || kind === 'uint' || kind === 'float') {
      this.#number(kind, text, signed || negated);
      return ['other', false];
    }
    if (signed) throw this.#unexpected();
    if (kind === 'name' || kind === '.') return this.#name();
    this.#next++;
    if (kind === '(') {
      const shape = this.#expression();
      this.#take(')');
      return [shape, false];
    }
    if (kind === '[') this.#items();
    else if (kind === '{') this.#entries();
    else if (kind === 'text' || kind === 'bytes') this.#text(kind, text);
    else if (kind !== 'true' && kind !== 'false' && kind !== 'null') {
      this.#next--;
      throw this.#unexpected();
    }
    return ['other', false];
  }

  #name(): [Shape, boolean] {
    const isRoot = this.#skip('.');
    const { text } = this.#token;
    this.#take('name');
    const isCall = this.#token.kind === '(';
    // The name of a message may begin with any word, and that it is one shows later.
    if (reserved.has(text) && !this.#beginsMessage()) throw new SyntaxProblem(`${text} is a reserved word`);
    if (!isCall) return ['name', true];
    this.#next++;
    const shapes = this.#arguments();
    if (text !== 'has' || isRoot || shapes.length !== 1) return ['other', false];
    if (shapes[0] !== 'select') throw new SyntaxProblem('has() takes a field, as in has(request.headers)');
    return ['select', false];
  }

  /** Whether `.name.name{` follows. */
  #beginsMessage(): boolean {
    let at = this.#next;
    while (this.#tokens[at]?.kind === '.' && this.#tokens[at + 1]?.kind === 'name') at += 2;
    return this.#tokens[at]?.kind === '{';
  }

  #receiverCall(name: string): Shape {
    const first = this.#token.text;
    const shapes = this.#arguments();
    if (loops.has(`${name}/${shapes.length}`)) {
      if (shapes[0] !== 'name')
        throw new SyntaxProblem(`the first argument of ${name}() must be the name of a variable`);
      if (first === '__result__') throw new SyntaxProblem('__result__ cannot be the name of a variable');
    }
    return 'other';
  }

  #arguments(): Shape[] {
    const shapes: Shape[] = [];
    if (this.#skip(')')) return shapes;
    do shapes.push(this.#expression());
    while (this.#skip(','));
    this.#take(')');
    return shapes;
  }

  #items(): void {
    this.#list(']', () => this.#expression());
  }

  #entries(): void {
    this.#list('}', () => {
      this.#expression();
      this.#take(':');
      this.#expression();
    });
  }

  #fields(): void {
    this.#list('}', () => {
      if (!this.#skip('quoted name')) this.#take('name');
      this.#take(':');
      this.#expression();
    });
  }

  /** A comma may come after the last item, and also where there is none. */
  #list(end: string, item: () => void): void {
    while (!this.#skip(end)) {
      if (this.#token.kind !== ',') item();
      if (this.#skip(',')) {
        if (this.#token.kind === ',') throw this.#unexpected();
        continue;
      }
      this.#take(end);
      return;
    }
  }

  #number(kind: string, text: string, negative: boolean): void {
    this.#next++;
    if (kind === 'float') {
      if (!Number.isFinite(Number(text))) throw new SyntaxProblem(`the number ${text} is too large`);
      return;
    }
    const value = BigInt(text.replace(/u$/i, ''));
    const most = kind === 'uint' ? mostUint : mostInt + (negative ? 1n : 0n);
    if (value > most) throw new SyntaxProblem(`the number ${text} is too large`);
  }

  #text(kind: string, text: string): void {
    if (!text.includes('\\') || /^b?r/i.test(text)) return;
    for (const [whole, , hex = ''] of text.matchAll(/\\(u|U)([0-9a-fA-F]+)|\\./gs)) {
      if (hex === '') continue;
      if (kind === 'bytes') throw new SyntaxProblem(`bytes cannot hold ${whole}`);
      const digits = whole.startsWith('\\u') ? hex.slice(0, 4) : hex.slice(0, 8);
      const code = Number.parseInt(digits, 16);
      if (code > 0x10_ffff || (code >= 0xd800 && code < 0xe000)) throw new SyntaxProblem(`${whole} is no character`);
    }
  }

  get #token(): CelToken {
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', at: 0 };
  }

  #skip(kind: string): boolean {
    if (this.#token.kind !== kind) return false;
    this.#next++;
    return true;
  }

  #take(kind: string): void {
    if (!this.#skip(kind)) throw this.#unexpected();
  }

  #unexpected(): SyntaxProblem {
    const { kind, text, at } = this.#token;
    return new SyntaxProblem(kind === 'end' ? 'it ends too early' : `unexpected ${text} at character ${at + 1}`);
  }
}
