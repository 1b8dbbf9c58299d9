import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';

/** A regular expression as Istio's proxies read it, or what is wrong with it. */
export type CompiledRegex = { readonly matches: (text: string) => boolean } | { readonly problem: string };

/** Istio refuses longer ones; counted in bytes, as Go does. */
const MOST_BYTES = 1024;

const compiled = new Map<string, CompiledRegex>();

export function re2(pattern: string): CompiledRegex {
  const known = compiled.get(pattern);
  if (known) return known;
  const result = compile(pattern);
  compiled.set(pattern, result);
  return result;
}

function compile(pattern: string): CompiledRegex {
  const bytes = Buffer.byteLength(pattern);
  if (bytes > MOST_BYTES) return { problem: `it is ${bytes} bytes long, of which Istio takes ${MOST_BYTES}` };
  try {
    const regex = engine().compile(pattern);
    return { matches: (text) => regex.matches(text) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

let loaded: typeof RE2JS | undefined;

/** Loaded when the first regex is there: most meshes have none, and loading takes longer than all other checks. */
function engine(): typeof RE2JS {
  loaded ??= (createRequire(import.meta.url)('re2js') as { RE2JS: typeof RE2JS }).RE2JS;
  return loaded;
}
