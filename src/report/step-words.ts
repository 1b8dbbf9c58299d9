import { isRulePath, positionOfKey } from '../schedule/edits/slots.ts';
import { type Move, movesIn, versionWords } from '../schedule/moves.ts';
import type { TimedRollout, TimedStep } from '../schedule/timetable.ts';
import { openingWords } from './openings.ts';
import { duration, listed, percent } from './table.ts';
import { waitWords } from './wait-words.ts';

/** What a rollout is, in one line, without its name. */
export function rolloutWords(
  { kind, about, waitsFor, takesOver }: TimedRollout,
  name: (text: string) => string,
): string {
  const what =
    kind === 'canary' && about
      ? `canary of ${movesIn(about).map(wordsOf(name)).join(' and of ')}${keepsCallers(about, name)}`
      : kind === 'bootstrap'
        ? 'the mesh arrives'
        : kind === 'edit'
          ? 'a change of the source'
          : kind;
  const before = [...new Set(waitsFor.map(({ rollout }) => rollout))].map((rollout) => name(rollout));
  const placed = takesOver === undefined ? what : `${what}, in the place of what is under way as ${name(takesOver)}`;
  return before.length === 0 ? placed : `${placed}, after ${listed(before, 3)}`;
}

/** The name of the cookie stands before the first equals sign. */
function keepsCallers({ sticky }: NonNullable<TimedRollout['about']>, name: (text: string) => string): string {
  return sticky
    ? `, which keeps callers by the cookie ${name(sticky.setCookie.slice(0, sticky.setCookie.indexOf('=')))}`
    : '';
}

/** Why it comes after others: a line for each of them. */
export function waitLines({ waitsFor }: TimedRollout, name: (text: string) => string): readonly string[] {
  return waitsFor.map((wait) => `waits: ${waitWords(wait, name)}`);
}

/** What a step does that moves no weight. */
export function stepWords({ kind, about }: TimedRollout, { key, files, clusters }: TimedStep): string {
  const opening = /^(mirror|cohort)-\d+$/.exec(key)?.[1];
  if (about && (opening === 'mirror' || opening === 'cohort')) return openingWords(about, { kind: opening, clusters });
  const words = kind === 'canary' && about ? canaryWords(movesIn(about)) : SOURCE_WORDS;
  if (kind === 'canary') return (Object.hasOwn(words, key) && words[key]) || key;
  const { slot, wave } = positionOfKey(key) ?? { slot: key, wave: 0 };
  const said = files.some(isRulePath) ? words : { ...words, ...WITHOUT_RULES };
  const what = (Object.hasOwn(said, slot) && said[slot]) || slot;
  return wave === 0 ? what : `${what}, wave ${wave}`;
}

function wordsOf(name: (text: string) => string) {
  return ({ service, from, to }: Move) => `${name(service)} from ${name(from)} to ${name(to)}`;
}

function canaryWords(moves: readonly Move[]): Readonly<Record<string, string>> {
  const [from, to] = (['from', 'to'] as const).map((which) => versionWords(moves, which));
  return {
    expand: `subsets that keep ${to} in each cluster`,
    settle: `routes name ${to} as they named ${from}`,
    contract: 'subsets of the canary go',
  };
}

const WITHOUT_RULES: Readonly<Record<string, string>> = {
  expand: 'mutual TLS as it is, in more objects',
  contract: 'mutual TLS as it is, in fewer objects',
};

const SOURCE_WORDS: Readonly<Record<string, string>> = {
  destinations: 'subsets and connection settings',
  services: 'services outside of Kubernetes',
  'mesh-routes': 'routes inside the mesh',
  policies: 'mutual TLS and access',
  entries: 'gateways',
  expand: 'new subsets',
  permissive: 'servers take both kinds of connection',
  add: 'new objects beside old ones',
  change: 'a change of the mesh',
  enforce: 'what servers let in',
  open: 'gateways',
  release: 'policies and hosts that the source drops',
  contract: 'old subsets go',
};

export function moveWords(before: number, after: number): string {
  return `${percent(before)} → ${percent(after)}`;
}

/** What has to hold before whatever follows, beside the time of the bake. */
export function conditionWords({ gates, confirm }: TimedStep): string {
  // The bake and the confirmation have words of their own.
  const asked = gates.filter((kind) => kind !== 'bake' && kind !== 'applied').map((kind) => `gate ${kind}`);
  return [...asked, ...(confirm || gates.includes('applied') ? ['applied everywhere'] : [])].join(', ');
}

export function bakeWords({ bake }: TimedStep): string {
  return bake > 0 ? duration(bake) : '';
}
