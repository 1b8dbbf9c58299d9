import { nodeOf } from './expressions.ts';
import { after, isIn, matchesEmpty, type Node, Nodes } from './nodes.ts';
import type { Pattern } from './pattern.ts';
import { readRegex } from './regex-syntax.ts';

/** Which texts there are in some place of a request. */
export interface Alphabet {
  /** Characters by preference: the first of those that no pattern tells apart is used. */
  readonly chars: string;
  /** What every text of that place matches, as a regular expression. */
  readonly shape: string;
}

export interface Explored {
  /** One text for each combination of patterns that match together, short ones first. */
  readonly texts: readonly string[];
  /** Patterns that could not be read, or not wholly, by place in the list. */
  readonly unread: readonly number[];
  /** Whether the search ended before all combinations were seen. */
  readonly cut: boolean;
}

const MOST_STATES = 5000;

/**
 * Walks all patterns at once, character by character, breadth first: what is left of each of them is a state, and each
 * state is visited once. Characters that none of them tells apart count as one.
 */
export function explore(patterns: readonly Pattern[], alphabet: Alphabet): Explored {
  const nodes = new Nodes();
  const read = patterns.map((pattern) => nodeOf(nodes, pattern));
  const unread = read.flatMap((one, index) => (one?.exact ? [] : [index]));
  const shape = readRegex(nodes, alphabet.shape)?.node ?? nodes.empty;
  const start = [shape, ...read.flatMap((one) => one?.node ?? [])];
  const walk = new Walk(nodes, representatives(nodes, alphabet.chars), start);
  return { texts: walk.texts, unread, cut: walk.cut };
}

class Walk {
  readonly texts: string[] = [];
  readonly cut: boolean;
  readonly #nodes: Nodes;
  readonly #start: readonly Node[];
  readonly #seen = new Set<string>();
  readonly #combinations = new Set<string>();
  readonly #left = new Map<number, Node>();

  constructor(nodes: Nodes, chars: readonly string[], start: readonly Node[]) {
    this.#nodes = nodes;
    this.#start = start;
    this.cut = this.#run(chars);
  }

  #run(chars: readonly string[]): boolean {
    const all = 2 ** (this.#start.length - 1);
    let level: { text: string; state: readonly Node[] }[] = [{ text: '', state: this.#start }];
    this.#note('', this.#start);
    while (level.length > 0 && this.#combinations.size < all) {
      const next: typeof level = [];
      for (const { text, state } of level) {
        for (const char of chars) {
          const behind = this.#step(state, char, text === '');
          if (behind[0] === this.#nodes.nothing) continue;
          const key = behind.map(({ id }) => id).join(' ');
          if (this.#seen.has(key)) continue;
          if (this.#seen.size >= MOST_STATES) return true;
          this.#seen.add(key);
          this.#note(text + char, behind);
          next.push({ text: text + char, state: behind });
        }
      }
      level = next;
    }
    return false;
  }

  #step(state: readonly Node[], char: string, begin: boolean): readonly Node[] {
    const code = char.charCodeAt(0);
    return state.map((node) => {
      if (begin) return after(this.#nodes, node, code, true);
      const key = node.id * 128 + code;
      const known = this.#left.get(key) ?? after(this.#nodes, node, code, false);
      this.#left.set(key, known);
      return known;
    });
  }

  #note(text: string, [shape, ...patterns]: readonly Node[]): void {
    const at = { begin: text === '', end: true };
    if (!shape || !matchesEmpty(shape, at)) return;
    const combination = patterns.map((node) => (matchesEmpty(node, at) ? '1' : '0')).join('');
    if (this.#combinations.has(combination)) return;
    this.#combinations.add(combination);
    this.texts.push(text);
  }
}

/** One character for each kind that some set in use tells from others. */
function representatives(nodes: Nodes, chars: string): readonly string[] {
  const sets = [...nodes.sets.values()];
  const kinds = new Map<string, string>();
  for (const char of chars) {
    const kind = sets.map((ranges) => (isIn(ranges, char.charCodeAt(0)) ? '1' : '0')).join('');
    if (!kinds.has(kind)) kinds.set(kind, char);
  }
  return [...kinds.values()];
}
