import type { Method, Proved, ProvedStep } from '../schedule/proof/index.ts';
import { ROLLED_BACK } from '../schedule/stages.ts';
import { counterExampleText, proofJson } from './counter-example.ts';
import { grouped, plural } from './plural.ts';
import { markdownTable, plainTable } from './table.ts';

/** What is known of the steps of each rollout, by its name. */
export type PlanProofs = ReadonlyMap<string, readonly ProvedStep[]>;

const HEAD = ['step', 'stage', 'proof', 'by', 'mixtures', 'requests', 'equal cases', 'the way back'] as const;

/** Whether every step is proved, forward and back. */
export function isAllProved(proofs: PlanProofs): boolean {
  return [...proofs.values()].flat().every(isProved);
}

/** A table of what was judged, and below it what is not safe and why, for a terminal. */
export function proofBlocks(steps: readonly ProvedStep[]): readonly string[] {
  if (steps.length === 0) return [];
  const notes = notesOf(steps);
  return [plainTable(HEAD, rowsOf(steps)), ...refused(steps), ...(notes.length > 0 ? [notes.join('\n')] : [])];
}

/** The same as Markdown. */
export function markdownProofs(
  steps: readonly ProvedStep[],
  fenced: (language: string, text: string) => string,
  prose: (text: string) => string,
): readonly string[] {
  if (steps.length === 0) return [];
  const notes = notesOf(steps).map((note) => `- ${prose(note)}`);
  return [
    markdownTable(HEAD, rowsOf(steps)),
    ...refused(steps).map((text) => fenced('text', text)),
    ...(notes.length > 0 ? [notes.join('\n')] : []),
  ];
}

/** As plain data: what `--json` prints of each step. */
export function proofsJson(steps: readonly ProvedStep[]) {
  return steps.map(({ rollout: _, proved, shadowed, ...step }) => ({
    ...step,
    isProved: isProved({ proved, shadowed }),
    ...proofJson(proved),
    shadowed,
  }));
}

/** A row a step with its way back beside it; last, all stages between the two ends of the rollout. */
function rowsOf(steps: readonly ProvedStep[]): readonly (readonly string[])[] {
  const forward = steps.filter(({ to }) => to !== ROLLED_BACK);
  return forward.map((step) => {
    const { number, total, to, proved, whole } = step;
    const back = whole ? undefined : steps.find((one) => one.to === ROLLED_BACK && one.from === to);
    const { mixtures, requests, remembered } = proved.counts;
    const counts = [whole ? '' : grouped(mixtures), grouped(BigInt(requests)), grouped(BigInt(remembered))];
    const name = whole ? ['all', ''] : [`${number}/${total}`, to];
    return [...name, verdictOf(step), methodsOf(proved), ...counts, back ? verdictOf(back) : ''];
  });
}

function isProved({ proved, shadowed }: Pick<ProvedStep, 'proved' | 'shadowed'>): boolean {
  return proved.verdict === 'safe' && shadowed.length === 0;
}

function verdictOf({ proved, shadowed, parts = 1 }: ProvedStep): string {
  if (proved.verdict === 'unsafe') return 'NOT SAFE';
  if (shadowed.length > 0) return 'HIDDEN';
  if (proved.verdict === 'undecided') return 'NOT DECIDED';
  return parts > 1 ? `proved in ${plural(parts, 'part')}` : 'proved';
}

const METHODS: Readonly<Record<Method, string>> = {
  mixtures: 'every mixture',
  clusters: 'clusters side by side',
  pairs: 'clusters in pairs',
  stages: 'every stage',
};

function methodsOf({ methods }: Proved): string {
  return methods.length === 0 ? 'no request depends on it' : methods.map((method) => METHODS[method]).join(', ');
}

/** What is not proved, each fault told where it is met first. */
function refused(steps: readonly ProvedStep[]): readonly string[] {
  const told = new Set<string>();
  return steps.flatMap((step) => {
    const { proved, shadowed } = step;
    if (isProved(step)) return [];
    const [example] = proved.counterExamples;
    const said = example ? counterExampleText(example) : [...shadowed, ...proved.undecided].join('\n');
    if (told.has(said)) return [];
    told.add(said);
    return [`${nameOf(step)} is not ${proved.verdict === 'undecided' ? 'proved' : 'safe'}:\n${said}`];
  });
}

function nameOf({ from, to, number, total, whole }: ProvedStep): string {
  if (whole) return 'A stage between the first and the last';
  return provedStepName({ from, to, number, total });
}

/** A step of a rollout, or the way back from one, for people. */
export function provedStepName({
  from,
  to,
  number,
  total,
}: Pick<ProvedStep, 'from' | 'to' | 'number' | 'total'>): string {
  return to === ROLLED_BACK ? `The way back from step ${number} (${from})` : `Step ${number} of ${total} (${to})`;
}

/** What a reader has to know beside the verdicts, once for all steps. */
function notesOf(steps: readonly ProvedStep[]): readonly string[] {
  const all = (what: string, of: (proved: Proved) => readonly string[]) =>
    [...new Set(steps.flatMap(({ proved }) => of(proved)))].map((sentence) => `${what}: ${sentence}`);
  const lines = [
    ...all('Acknowledged', ({ acknowledged }) => acknowledged),
    ...all('Fails before and after', ({ failing }) => failing),
    ...all('Not modelled', ({ reserves }) => reserves),
  ];
  const more = lines.length - SENTENCES;
  return more > 0 ? [...lines.slice(0, SENTENCES), `… and ${more} more.`] : lines;
}

const SENTENCES = 10;
