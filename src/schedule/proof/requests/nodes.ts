/**
 * Regular expressions that are taken apart character by character (Brzozowski's derivatives): what is left to match
 * behind a character is a regular expression again.
 */

/** Code points from one to another, both included. */
export type Range = readonly [from: number, to: number];

export interface Node {
  readonly id: number;
  readonly is:
    | { readonly kind: 'nothing' | 'empty' | 'begin' | 'end' }
    | { readonly kind: 'chars'; readonly ranges: readonly Range[] }
    | { readonly kind: 'then'; readonly first: Node; readonly next: Node }
    | { readonly kind: 'either'; readonly options: readonly Node[] }
    | { readonly kind: 'repeat'; readonly node: Node; readonly min: number; readonly max: number };
}

/** Where in the text an empty match would be. */
export interface At {
  readonly begin: boolean;
  readonly end: boolean;
}

/** Makes nodes; equal ones are one object. */
export class Nodes {
  readonly nothing: Node;
  readonly empty: Node;
  readonly begin: Node;
  readonly end: Node;
  /** Every set of characters in use. */
  readonly sets = new Map<string, readonly Range[]>();
  readonly #all = new Map<string, Node>();

  constructor() {
    this.nothing = this.#node('nothing', { kind: 'nothing' });
    this.empty = this.#node('empty', { kind: 'empty' });
    this.begin = this.#node('begin', { kind: 'begin' });
    this.end = this.#node('end', { kind: 'end' });
  }

  chars(ranges: readonly Range[]): Node {
    if (ranges.length === 0) return this.nothing;
    const key = ranges.map(([from, to]) => `${from}-${to}`).join(',');
    this.sets.set(key, ranges);
    return this.#node(key, { kind: 'chars', ranges });
  }

  text(text: string): Node {
    let node = this.empty;
    for (const char of [...text].reverse()) {
      const code = char.codePointAt(0) ?? 0;
      node = this.sequence(this.chars([[code, code]]), node);
    }
    return node;
  }

  /** The same with letters of either case. */
  anyCase(text: string): Node {
    let node = this.empty;
    for (const char of [...text].reverse()) {
      const cases = [...new Set([char.toLowerCase(), char.toUpperCase()])].map((one) => one.codePointAt(0) ?? 0);
      node = this.sequence(this.either(cases.map((code) => this.chars([[code, code]]))), node);
    }
    return node;
  }

  sequence(first: Node, next: Node): Node {
    const { nothing, empty } = this;
    if (first === nothing || next === nothing) return nothing;
    if (first === empty) return next;
    if (next === empty) return first;
    if (first.is.kind === 'then') return this.sequence(first.is.first, this.sequence(first.is.next, next));
    return this.#node(`then ${first.id} ${next.id}`, { kind: 'then', first, next });
  }

  either(nodes: readonly Node[]): Node {
    const flat = nodes.flatMap((node) => (node.is.kind === 'either' ? node.is.options : [node]));
    const options = [...new Set(flat)].filter((node) => node !== this.nothing).sort((a, b) => a.id - b.id);
    const [only] = options;
    if (only === undefined) return this.nothing;
    if (options.length === 1) return only;
    return this.#node(`either ${options.map(({ id }) => id).join(' ')}`, { kind: 'either', options });
  }

  /** `max` may be infinite. */
  repeat(node: Node, min: number, max: number): Node {
    if (max <= 0 || node === this.empty) return this.empty;
    if (node === this.nothing) return min === 0 ? this.empty : node;
    if (min === 1 && max === 1) return node;
    return this.#node(`repeat ${node.id} ${min} ${max}`, { kind: 'repeat', node, min, max });
  }

  #node(key: string, is: Node['is']): Node {
    const known = this.#all.get(key);
    if (known) return known;
    const node: Node = { id: this.#all.size, is };
    this.#all.set(key, node);
    return node;
  }
}

/** Whether nothing at all matches there. */
export function matchesEmpty({ is }: Node, at: At): boolean {
  switch (is.kind) {
    case 'nothing':
    case 'chars':
      return false;
    case 'empty':
      return true;
    case 'begin':
      return at.begin;
    case 'end':
      return at.end;
    case 'then':
      return matchesEmpty(is.first, at) && matchesEmpty(is.next, at);
    case 'either':
      return is.options.some((one) => matchesEmpty(one, at));
    case 'repeat':
      return is.min === 0 || matchesEmpty(is.node, at);
  }
}

/** What is left behind a character; `begin`: whether it is the first of the text. */
export function after(nodes: Nodes, node: Node, code: number, begin: boolean): Node {
  const left = derive(nodes, node, code, begin);
  return begin ? withoutBegin(nodes, left) : left;
}

function derive(nodes: Nodes, { is }: Node, code: number, begin: boolean): Node {
  switch (is.kind) {
    case 'nothing':
    case 'empty':
    case 'begin':
    case 'end':
      return nodes.nothing;
    case 'chars':
      return isIn(is.ranges, code) ? nodes.empty : nodes.nothing;
    case 'then': {
      const taken = nodes.sequence(derive(nodes, is.first, code, begin), is.next);
      if (!matchesEmpty(is.first, { begin, end: false })) return taken;
      return nodes.either([taken, derive(nodes, is.next, code, begin)]);
    }
    case 'either':
      return nodes.either(is.options.map((one) => derive(nodes, one, code, begin)));
    case 'repeat': {
      // At the beginning any number of rounds may have passed that match nothing but the beginning.
      const passed = matchesEmpty(is.node, { begin, end: false }) ? is.min : 1;
      const rest = nodes.repeat(is.node, Math.max(0, is.min - passed), is.max - 1);
      return nodes.sequence(derive(nodes, is.node, code, begin), rest);
    }
  }
}

/** Behind the first character the text does not begin any more. */
function withoutBegin(nodes: Nodes, node: Node): Node {
  const { is } = node;
  switch (is.kind) {
    case 'begin':
      return nodes.nothing;
    case 'then':
      return nodes.sequence(withoutBegin(nodes, is.first), withoutBegin(nodes, is.next));
    case 'either':
      return nodes.either(is.options.map((one) => withoutBegin(nodes, one)));
    case 'repeat':
      return nodes.repeat(withoutBegin(nodes, is.node), is.min, is.max);
    default:
      return node;
  }
}

export function isIn(ranges: readonly Range[], code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to);
}
