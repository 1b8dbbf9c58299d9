import type { Literal } from './pattern.ts';

/** How texts of some place of a request are made up. */
export interface Style {
  /** What every text begins with. */
  readonly begins: string;
  /** What stands between a beginning and more; empty: nothing. */
  readonly between: string;
}

const WORDS = ['other', 'another', 'more', 'x', 'y', 'z', '0', '1', '-'];

/**
 * A text for each combination of literal patterns that some text fulfils. A text that equals none of the literals fulfils
 * the beginnings of the longest that it begins with and the endings of the longest that it ends with, so that one text
 * with something else between the two stands for all others.
 */
export function literalTexts(literals: readonly Literal[], { begins, between }: Style): readonly string[] {
  const of = (kind: Literal['kind']) => [
    ...new Set(literals.filter((one) => one.kind === kind).map(({ text }) => text)),
  ];
  const [exact, prefixes, suffixes] = [of('exact'), of('prefix'), of('suffix')];
  const all = [...exact, ...prefixes, ...suffixes];
  const texts = new Set<string>(exact);
  for (const prefix of prefixes) texts.add(prefix);
  for (const prefix of new Set([begins, ...prefixes])) {
    for (const suffix of ['', ...suffixes]) {
      for (const text of fillings(prefix, suffix, between, all)) texts.add(text);
    }
  }
  return [...texts].filter((text) => text.startsWith(begins));
}

/** Texts from one literal to another that have no more in common with any other: a pleasant one, and a bare one. */
function fillings(prefix: string, suffix: string, between: string, all: readonly string[]): readonly string[] {
  const fresh = (start: string): string | undefined => {
    const word = WORDS.find((one) => all.every((literal) => !meets(start, one, suffix, literal)));
    return word === undefined ? undefined : start + word + suffix;
  };
  const pleasant = between === '' || prefix.endsWith(between) ? undefined : fresh(prefix + between);
  const bare = fresh(prefix) ?? anyFilling(prefix, suffix, all);
  return [pleasant, bare].filter((text) => text !== undefined);
}

/** Whether a literal reaches into the word between. */
function meets(start: string, word: string, suffix: string, literal: string): boolean {
  const text = start + word + suffix;
  if (text === literal) return true;
  const reachesFromLeft = literal.length > start.length && text.startsWith(literal);
  return reachesFromLeft || (literal.length > suffix.length && text.endsWith(literal));
}

const CHARS = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_';

/** Where the words are taken: letters that no literal has there. */
function anyFilling(prefix: string, suffix: string, all: readonly string[]): string | undefined {
  for (const first of CHARS) {
    for (const last of CHARS) {
      if (all.every((literal) => !meets(prefix, first + last, suffix, literal))) return prefix + first + last + suffix;
    }
  }
  return undefined;
}
