import { hostOf } from '../../../simulate/route/asked.ts';
import type { Block, Field, Piece, Truth } from './block.ts';
import { askedWith, DEFAULT_PRINCIPAL, type Draft, needsToken } from './draft.ts';
import type { Pattern } from './pattern.ts';
import { hostAlphabet, namesOf, placeOf } from './places.ts';
import { explored, type Texts, textsFor } from './texts.ts';

/** One value of a field, as far as blocks tell values apart. */
export interface Value {
  readonly draft: Draft;
  /** For each block whether its conditions on this field hold; 2 where it has none. */
  readonly effect: readonly Truth[];
  /** What tells it from others besides: requests with other marks may be treated otherwise, whatever conditions hold. */
  readonly mark: string;
}

export interface FieldValues {
  readonly field: Field;
  /** What a request has that says nothing comes first. */
  readonly values: readonly Value[];
  readonly gaps: readonly Gap[];
}

/** Something that no value was found for; the condition is named by its key. */
export interface Gap {
  readonly key: string;
  readonly what: string;
}

/**
 * Values of a field for every combination of conditions on it that can hold together.
 *
 * @param to the host that is asked for, where that is known: it is the Host header of requests that name none.
 */
export function fieldValues(field: Field, blocks: readonly Block[], to: string | undefined): FieldValues {
  const own = blocks.map(({ pieces }) => pieces.filter((piece) => piece.field === field));
  const pieces = [...new Map(own.flat().map((piece) => [piece.key, piece])).values()];
  const found = field === 'principal' ? principals(pieces) : singleTexts(field, pieces, to);
  const kept = new Map<string, Value>();
  for (const draft of [{}, ...found.drafts]) {
    const asked = askedWith(draft, to ?? '');
    const effect = own.map((list) => worst(list.map((piece) => piece.holds(asked))));
    const mark = markOf(field, draft, to);
    const key = `${mark} ${needsToken(draft)} ${effect.join('')}`;
    if (!kept.has(key)) kept.set(key, { draft, effect, mark });
  }
  return { field, values: [...kept.values()], gaps: gapsOf(pieces, found.texts) };
}

/** Mark of a Host header that is none of the host's names. */
export const STRAY = 'stray';
/** Mark of one that is a name of the host in its own namespace alone. */
export const LOCAL = 'local';

/** A request without token is not one with a token of which nothing holds; nor do all names mean the same host. */
function markOf(field: Field, { principal, headers }: Draft, to: string | undefined): string {
  if (field === 'principal') return principal === undefined ? '' : 'token';
  if (field !== 'authority') return '';
  if (to === undefined) return headers ? 'own' : '';
  const { everywhere, local } = namesOf(to);
  const asked = headers ? hostOf(headers[':authority'] ?? '') : to;
  return everywhere.includes(asked) || !headers ? '' : local.includes(asked) ? LOCAL : STRAY;
}

function worst(truths: readonly Truth[]): Truth {
  let least: Truth = 2;
  for (const truth of truths) if (truth < least) least = truth;
  return least;
}

interface Found {
  readonly drafts: readonly Draft[];
  readonly texts: readonly Texts[];
}

function singleTexts(field: Field, pieces: readonly Piece[], to: string | undefined): Found {
  const place = placeOf(field);
  if (!place) return { drafts: [], texts: [] };
  const patterns = pieces.flatMap((piece) => piece.patterns);
  const found = textsFor(patterns, place);
  const known = field === 'authority' && to !== undefined ? Object.values(namesOf(to)) : [];
  const names = known.flatMap((some) => (some.length > 0 ? explored(patterns, hostAlphabet(some)).texts : []));
  const texts = [...found.texts, ...names, ''].filter(place.fits);
  const isList = field === 'audiences' || field.startsWith('claim ');
  const drafts = texts.map(place.draft);
  return { drafts: isList ? [...drafts, ...lists(texts, field)] : drafts, texts: [found] };
}

const MOST_SINGLE = 12;

/** Claims may have several values, which fulfil together what each of them does alone. */
function lists(texts: readonly string[], field: Field): readonly Draft[] {
  const few = texts.slice(0, MOST_SINGLE);
  const several = few.flatMap((a, at) =>
    few.slice(at + 1).flatMap((b, next) => [[a, b], ...few.slice(at + next + 2).map((c) => [a, b, c])]),
  );
  if (few.length > 3) several.push([...few]);
  const name = field.slice('claim '.length);
  return several.map((values) => (field === 'audiences' ? { audiences: values } : { claims: { [name]: values } }));
}

const MOST_PAIRS = 900;

/** Issuers with subjects: conditions on principals ask for both at once. */
function principals(pieces: readonly Piece[]): Found {
  const place = placeOf('claim of a principal');
  if (!place) return { drafts: [], texts: [] };
  const issuers = textsFor(
    pieces.flatMap(({ patterns }) => patterns),
    place,
  );
  const subjects = textsFor(
    pieces.flatMap(({ subjects: own = [] }) => own),
    place,
  );
  const named = (texts: readonly string[], usual: string) => [usual, ...texts.filter((text) => text !== '')];
  const drafts = named(issuers.texts, DEFAULT_PRINCIPAL.issuer).flatMap((issuer) =>
    [...named(subjects.texts, DEFAULT_PRINCIPAL.subject), ''].map(
      (subject): Draft => ({ principal: { issuer, subject } }),
    ),
  );
  const cut = drafts.length > MOST_PAIRS;
  return { drafts: drafts.slice(0, MOST_PAIRS), texts: [issuers, { ...subjects, cut: subjects.cut || cut }] };
}

function gapsOf(pieces: readonly Piece[], texts: readonly Texts[]): readonly Gap[] {
  const among = (patterns: readonly Pattern[], { patterns: own = [], subjects = [] }: Partial<Piece>) =>
    [...own, ...subjects].some((one) => patterns.includes(one));
  return pieces.flatMap((piece) => {
    const { key } = piece;
    if (texts.some(({ unmatched }) => among(unmatched, piece))) return { key, what: NO_TEXT };
    if (texts.some(({ unread }) => among(unread, piece))) return { key, what: NOT_READ };
    const isCut = texts.some(({ cut }) => cut) && piece.patterns.some(({ kind }) => kind === 'expression');
    return isCut ? { key, what: CUT } : [];
  });
}

const NO_TEXT = 'has a regular expression for which no matching text was found, so that no request for it is tried';
const NOT_READ = 'has a regular expression that is tried with a few texts only';
const CUT = 'can match in so many ways together with other conditions that not all of them are tried';
