/**
 * JSON with what `JSON.parse` forgets: every field of an object, in order, also where a name comes twice. Istio's reader
 * of key sets acts on each, and stops after the first value, whatever follows it.
 */
export class JsonFields {
  readonly entries: readonly (readonly [string, Json])[];

  constructor(entries: readonly (readonly [string, Json])[]) {
    this.entries = entries;
  }
}

export type Json = null | boolean | number | string | readonly Json[] | JsonFields;

/** The value at the beginning of a text; undefined where there is none. */
export function readJson(text: string): Json | undefined {
  try {
    return new Reader(text).value(0);
  } catch (error) {
    if (error instanceof NotJson || error instanceof RangeError) return undefined;
    throw error;
  }
}

class NotJson extends Error {}

const space = /[ \t\n\r]*/y;
const scalar =
  /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;
const deepest = 1000;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Json {
    if (depth > deepest) throw new NotJson();
    if (this.#takes('{')) return new JsonFields(this.#list('}', () => this.#field(depth)));
    if (this.#takes('[')) return this.#list(']', () => this.value(depth + 1));
    scalar.lastIndex = this.#at;
    const found = scalar.exec(this.#text)?.[0];
    if (found === undefined) throw new NotJson();
    this.#at += found.length;
    try {
      const value: null | boolean | number | string = JSON.parse(found); // refuses control characters in texts
      if (typeof value === 'number' && !Number.isFinite(value)) throw new NotJson();
      return value;
    } catch {
      throw new NotJson();
    }
  }

  #field(depth: number): readonly [string, Json] {
    const name = this.value(depth);
    if (typeof name !== 'string' || !this.#takes(':')) throw new NotJson();
    return [name, this.value(depth + 1)];
  }

  #list<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    if (this.#takes(end)) return items;
    do items.push(item());
    while (this.#takes(','));
    if (!this.#takes(end)) throw new NotJson();
    return items;
  }

  /** Skips blanks before and after. */
  #takes(character: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    this.#skip();
    return true;
  }

  #skip(): void {
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)?.[0].length ?? 0;
  }
}
