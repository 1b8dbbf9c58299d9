import type { CanarySpec, HeaderMatches, TextMatch } from '../model/specs.ts';
import { movesIn, versionWords } from '../schedule/moves.ts';
import { listed, percent } from './table.ts';

/** A stage of a canary before any weight: whose requests are copied, or whose cohort moves. */
export interface Opening {
  readonly kind: 'mirror' | 'cohort';
  /** Client clusters that the stage reaches first. */
  readonly clusters: readonly string[];
}

/** What a stage opens, by its key; undefined for any other stage. */
export function openingOf({ waves }: CanarySpec, key: string): Opening | undefined {
  const [kind, wave] = key.split('-');
  if (kind !== 'mirror' && kind !== 'cohort') return undefined;
  return { kind, clusters: waves[Number(wave) - 1]?.clusters ?? [] };
}

/** In a few words, without an end. `service`: how names of services are written. */
export function openingWords(
  canary: Pick<CanarySpec, 'mirror' | 'cohort'> & Parameters<typeof movesIn>[0],
  { kind, clusters }: Opening,
  service?: (text: string) => string,
): string {
  const { mirror, cohort = {} } = canary;
  const to = versionWords(movesIn(canary), 'to', service, same);
  const where = listed(clusters);
  if (kind === 'mirror') return `copies of ${percent(mirror?.share ?? 0)} of requests to ${to} in ${where}`;
  return `requests with ${cohortWords(cohort)} to ${to} in ${where}`;
}

function same(text: string): string {
  return text;
}

/** The conditions of a cohort, to follow "requests with". */
export function cohortWords(cohort: HeaderMatches): string {
  return Object.entries(cohort)
    .map(([name, value]) => `header ${name}${value === 'present' ? '' : ` ${textWords(value)}`}`)
    .join(' and ');
}

function textWords(match: TextMatch): string {
  if ('exact' in match) return match.exact;
  return 'prefix' in match ? `that begins with ${match.prefix}` : `that matches ${match.regex}`;
}
