import { re2 } from '../../../istio/re2.ts';
import { type Alphabet, type Explored, explore } from './explore.ts';
import { literalTexts } from './literals.ts';
import { type Expression, isLiteral, type Pattern } from './pattern.ts';
import type { Place } from './places.ts';

export interface Texts {
  readonly texts: readonly string[];
  /** Regular expressions that could not be read. */
  readonly unread: readonly Pattern[];
  /** Regular expressions that none of the texts matches. */
  readonly unmatched: readonly Pattern[];
  readonly cut: boolean;
}

/** Texts for a place that fulfil every combination of patterns that some text there fulfils. */
export function textsFor(patterns: readonly Pattern[], place: Place): Texts {
  const literal = patterns.filter(isLiteral);
  const simple = [...place.usual, ...literalTexts(literal, place.style)];
  if (literal.length === patterns.length) {
    return { texts: simple.filter(place.fits), unread: [], unmatched: [], cut: false };
  }
  const { texts: found, unread, cut } = explored(patterns, place.alphabet);
  const texts = [...new Set([...simple, ...found])].filter(place.fits);
  return {
    texts,
    unread: unread.flatMap((index) => patterns[index] ?? []),
    unmatched: patterns.filter((one) => !isLiteral(one) && isUnmatched(one, texts)),
    cut,
  };
}

/** Only whole regular expressions are asked: of what is left of one others may be right that none has. */
function isUnmatched({ syntax, source, before, dropped }: Expression, texts: readonly string[]): boolean {
  if (syntax !== 'regex' || before !== '' || dropped !== '') return false;
  const regex = re2(source);
  return 'matches' in regex && !texts.some(regex.matches);
}

const MOST_REMEMBERED = 1000;
const memory = new Map<string, Explored>();

/** Remembered: many services have the same conditions. */
export function explored(patterns: readonly Pattern[], alphabet: Alphabet): Explored {
  const key = JSON.stringify([alphabet, patterns]);
  const known = memory.get(key);
  if (known) return known;
  if (memory.size >= MOST_REMEMBERED) memory.clear();
  const made = explore(patterns, alphabet);
  memory.set(key, made);
  return made;
}
