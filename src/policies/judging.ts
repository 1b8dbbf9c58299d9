import { durationProblem, parseDuration } from '../istio/duration.ts';
import { nearestName } from '../istio/nearest.ts';

/**
 * Says what is wrong with a part of a setting, sentences without a full stop. `at` names the part as its author would:
 * `outlierDetection.interval`. Programs are run without being type-checked, so a value can be anything.
 */
export type Judge = (value: unknown, at: string) => readonly string[];

const MOST_INT32 = 2_147_483_647;

export function wholeNumber(min: number, max = MOST_INT32): Judge {
  const range = max === MOST_INT32 ? `of ${min} or more` : `from ${min} to ${max}`;
  return (value, at) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? []
      : [`${at} must be a whole number ${range}, not ${shown(value)}`];
}

export function numberFrom(min: number, max: number): Judge {
  return (value, at) =>
    typeof value === 'number' && value >= min && value <= max
      ? []
      : [`${at} must be a number from ${min} to ${max}, not ${shown(value)}`];
}

/** Whole milliseconds, at least one. */
export const duration: Judge = (value, at) => {
  const problem = typeof value === 'string' ? durationProblem(value) : 'is not a duration';
  return problem === undefined ? [] : [`${at} ${shown(value)} ${problem}: write it like '2s' or '1m30s'`];
};

/** The same, and `0s`. */
export const durationOrZero: Judge = (value, at) =>
  typeof value === 'string' && parseDuration(value) === 0 ? [] : duration(value, at);

/** For what proxies count in seconds. */
export const wholeSeconds: Judge = (value, at) => {
  const problems = duration(value, at);
  if (problems.length > 0 || (parseDuration(value as string) ?? 0) % 1000 === 0) return problems;
  return [`${at} ${shown(value)} is not whole seconds, in which proxies count it`];
};

export const flag: Judge = (value, at) =>
  typeof value === 'boolean' ? [] : [`${at} must be true or false, not ${shown(value)}`];

/** What is set by being there. */
export const onlyTrue: Judge = (value, at) =>
  value === true ? [] : [`${at} must be true or left out, not ${shown(value)}`];

export const text: Judge = (value, at) =>
  typeof value === 'string' && value !== '' ? [] : [`${at} must be a text that is not empty, not ${shown(value)}`];

export function oneOf(words: readonly string[]): Judge {
  return (value, at) =>
    typeof value === 'string' && words.includes(value)
      ? []
      : [`${at} ${shown(value)} is not one of ${words.join(', ')}${didYouMean(value, words)}`];
}

/** A text for which `problem` has no words; the words continue "… ". */
export function textThat(problem: (value: string) => string | undefined): Judge {
  return (value, at) => {
    if (typeof value !== 'string') return [`${at} must be a text, not ${shown(value)}`];
    const found = problem(value);
    return found === undefined ? [] : [`${at} ${shown(value)} ${found}`];
  };
}

/** A list with at least one item. */
export function listOf(judge: Judge): Judge {
  return (value, at) => {
    if (!Array.isArray(value)) return [`${at} must be a list, not ${shown(value)}`];
    if (value.length === 0) return [`${at} is an empty list: leave it out`];
    return value.flatMap((item, index) => judge(item, `${at}[${index}]`));
  };
}

/** Values by any name. */
export function mapOf(judgeName: Judge, judge: Judge): Judge {
  return (value, at) => {
    if (!isObject(value)) return [`${at} must be an object, not ${shown(value)}`];
    const entries = Object.entries(value);
    if (entries.length === 0) return [`${at} is empty: leave it out`];
    return entries.flatMap(([name, inner]) => [...judgeName(name, at), ...judge(inner, `${at}['${name}']`)]);
  };
}

/** An object with these fields and no others; `further` judge it as a whole when each field is right, one after the other. */
export function fields(known: Readonly<Record<string, Judge>>, ...further: readonly Judge[]): Judge {
  return (value, at) => {
    if (!isObject(value)) return [`${at} must be an object, not ${shown(value)}`];
    const found = Object.entries(value).flatMap(([name, inner]) => {
      if (inner === undefined) return [];
      const judge = Object.hasOwn(known, name) ? known[name] : undefined;
      return judge ? judge(inner, `${at}.${name}`) : [unknownField(name, Object.keys(known), at)];
    });
    if (found.length > 0) return found;
    for (const judge of further) {
      const more = judge(value, at);
      if (more.length > 0) return more;
    }
    return [];
  };
}

export function needs(...names: readonly string[]): Judge {
  return (value, at) => names.filter((name) => !has(value, name)).map((name) => `${at} lacks ${name}`);
}

/** Of an object that would say nothing at all. */
export const notEmpty: Judge = (value, at) =>
  isObject(value) && Object.values(value).some((inner) => inner !== undefined) ? [] : [`${at} is empty: leave it out`];

export function exactlyOne(...names: readonly string[]): Judge {
  return (value, at) => {
    const found = names.filter((name) => has(value, name));
    if (found.length === 1) return [];
    return [`${at} needs exactly one of ${names.join(', ')}, and has ${found.join(' and ') || 'none'}`];
  };
}

export function atMostOne(...names: readonly string[]): Judge {
  return (value, at) => {
    const found = names.filter((name) => has(value, name));
    return found.length < 2 ? [] : [`${at} has ${found.join(' and ')}, which exclude each other`];
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function has(value: unknown, name: string): boolean {
  return isObject(value) && Object.hasOwn(value, name) && value[name] !== undefined;
}

/** A value in a sentence, whatever it is. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** The same without what is undefined, at any depth: what a JSON of it would hold. */
export function withoutUndefined<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutUndefined) as T;
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutUndefined(inner)])) as T;
}

function unknownField(name: string, known: readonly string[], at: string): string {
  return `${at} has '${name}', which is not an option of it${didYouMean(name, known)}`;
}

function didYouMean(word: unknown, known: readonly string[]): string {
  const near = typeof word === 'string' && word.length < 100 ? nearestName(word, known) : undefined;
  return near === undefined ? '' : `; did you mean ${near}?`;
}
