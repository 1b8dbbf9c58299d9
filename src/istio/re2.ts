import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';

/** A regular expression as Istio's proxies read it (RE2), or what is wrong with it. */
export type CompiledRegex = { readonly matches: (text: string) => boolean } | { readonly problem: string };

/** Istio refuses longer ones; counted in bytes, as Go does. */
const MOST_BYTES = 1024;

const compiled = new Map<string, CompiledRegex>();

/** Compiled once per pattern. `matches` asks whether the whole text matches, as Envoy does. */
export function re2(pattern: string): CompiledRegex {
  const known = compiled.get(pattern);
  if (known) return known;
  const result = compile(pattern);
  compiled.set(pattern, result);
  return result;
}

/** What keeps Istio from taking a regular expression, in words that follow a colon; undefined when nothing does. */
export function regexProblem(pattern: string): string | undefined {
  if (pattern === '') return 'it is empty';
  const result = re2(pattern);
  return 'problem' in result ? result.problem : undefined;
}

function compile(pattern: string): CompiledRegex {
  const bytes = Buffer.byteLength(pattern);
  if (bytes > MOST_BYTES) return { problem: `it is ${bytes} bytes long, of which Istio takes ${MOST_BYTES}` };
  try {
    const regex = engine().compile(pattern);
    return { matches: (text) => regex.matches(text) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    if (problem.includes('duplicate capture group name')) return compile(withoutNames(pattern));
    return { problem };
  }
}

/** RE2 lets two groups have one name, this engine does not; names mean nothing to a route. */
function withoutNames(pattern: string): string {
  return pattern.replaceAll(/\(\?P?<[^>]*>/g, '(');
}

let loaded: typeof RE2JS | undefined;

/** Loaded when the first regex is there: most meshes have none, and loading takes longer than all other checks. */
function engine(): typeof RE2JS {
  loaded ??= (createRequire(import.meta.url)('re2js') as { RE2JS: typeof RE2JS }).RE2JS;
  return loaded;
}

/**
 * Every part of a text that matches, replaced as Envoy does it: `\1` stands for a group. Undefined for a regex that is
 * none.
 */
export function re2ReplaceAll(pattern: string, text: string, substitution: string): string | undefined {
  if ('problem' in re2(pattern)) return undefined;
  const dollars = substitution.replaceAll('$', '\\$').replace(/\\(\d)/g, '$$$1');
  return engine().compile(pattern).matcher(text).replaceAll(dollars);
}
