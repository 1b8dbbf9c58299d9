import { re2 } from '../../istio/re2.ts';
import { isFields } from '../shape.ts';

/**
 * A condition on a text, as VirtualServices write it.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#StringMatch
 */
export interface StringMatch {
  readonly kind: 'exact' | 'prefix' | 'regex' | 'present';
  readonly value: string;
  readonly test: (text: string) => boolean;
}

const present: StringMatch = { kind: 'present', value: '', test: () => true };

/** Of several forms the first in Istio's order holds; of none, the text only needs to be there. */
export function stringMatch(value: unknown, ignoreCase = false): StringMatch {
  if (!isFields(value)) return present;
  const { exact, prefix, regex } = value;
  if (typeof exact === 'string') return { kind: 'exact', value: exact, test: exactly(exact, ignoreCase) };
  if (typeof prefix === 'string') return { kind: 'prefix', value: prefix, test: beginning(prefix, ignoreCase) };
  if (typeof regex === 'string' && regex !== '*') return { kind: 'regex', value: regex, test: matching(regex) };
  return present;
}

function exactly(wanted: string, ignoreCase: boolean): (text: string) => boolean {
  if (!ignoreCase) return (text) => text === wanted;
  const lower = wanted.toLowerCase();
  return (text) => text.toLowerCase() === lower;
}

function beginning(wanted: string, ignoreCase: boolean): (text: string) => boolean {
  if (!ignoreCase) return (text) => text.startsWith(wanted);
  const lower = wanted.toLowerCase();
  return (text) => text.toLowerCase().startsWith(lower);
}

/** The whole text has to match. A regex that RE2 cannot read matches nothing: no proxy gets it. */
function matching(pattern: string): (text: string) => boolean {
  return (text) => {
    const regex = re2(pattern);
    return 'matches' in regex && regex.matches(text);
  };
}

/** `exactly 'jason'`, for a sentence. */
export function inWords({ kind, value }: StringMatch): string {
  switch (kind) {
    case 'exact':
      return `exactly '${value}'`;
    case 'prefix':
      return `beginning with '${value}'`;
    case 'regex':
      return `matching the regex '${value}'`;
    case 'present':
      return 'with any value';
  }
}
