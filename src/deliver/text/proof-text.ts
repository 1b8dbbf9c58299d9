import { toldCounterExample } from '../../report/counter-example.ts';
import { grouped } from '../../report/plural.ts';
import { listed } from '../../report/table.ts';
import { isProved, type Proof } from '../proof.ts';
import { code, prose } from './quote.ts';

/** At most so many counter-examples, objects of one cluster, and sentences of each sort. */
const EXAMPLES = 3;
const OBJECTS = 8;
const SENTENCES = 10;

/** What is known of a step's safety between old and new; figures that change with every look come with the evidence. */
export function proofSection(proof: Proof | undefined): string {
  return ['### Proof\n', ...linesOf(proof)].join('\n');
}

function linesOf(proof: Proof | undefined): readonly string[] {
  if (!proof)
    return [
      '- **Not proved yet.** The next run of `tick` proves it against what is applied, and says here what it found.',
    ];
  const { proved } = proof;
  if (!isProved(proof)) return [...loud(proof), ...notes(proof)];
  return [
    `- **Proved.** ${spans(proof)} no mixture of old and new objects breaks a request, opens a way that was closed, weakens mutual TLS or gives a version another share.`,
    ...notes(proof),
    ...(proved.counts.triples === 0 && proved.counts.remembered === 0 ? ['- No request depends on what changes.'] : []),
  ];
}

function spans({ stages }: Proof): string {
  if (stages === 1) return 'While clusters apply it,';
  const before = stages === 2 ? 'the step' : `the ${stages - 1} steps`;
  return `While clusters apply it and ${before} before it,`;
}

/** For a reviewer who is asked to merge what is not proved, or who sees what has ceased to be. */
function loud(proof: Proof): readonly string[] {
  const said = proof.accepted
    ? '- **NOT PROVED, and opened all the same**: the operator runs delivery with `--unproven`. Whoever merges it answers for it.'
    : proof.back
      ? '- **Not proved, and opened all the same**: it takes away what harms. Look at what it breaks on its way.'
      : '- **Not proved. Do not merge.**';
  return [said, ...examplesOf(proof)];
}

function examplesOf({ proved }: Proof): readonly string[] {
  return proved.counterExamples.slice(0, EXAMPLES).flatMap((example) => counterExample(example));
}

/** What the step is not proved for. */
function doubts({ proved, shadowed }: Proof): readonly string[] {
  return [...some('Acts in its place', shadowed), ...some('Not decided', proved.undecided)];
}

function notes(proof: Proof): readonly string[] {
  const { proved } = proof;
  return [
    ...doubts(proof),
    ...some('Acknowledged by the author', proved.acknowledged),
    ...some('Fails before and after', proved.failing),
    ...some('Not modelled', proved.reserves),
  ];
}

function some(what: string, sentences: readonly string[]): readonly string[] {
  const more = sentences.length - SENTENCES;
  return [
    ...sentences.slice(0, SENTENCES).map((sentence) => `- ${what}: ${prose(sentence)}`),
    ...(more > 0 ? [`- … and ${more} more.`] : []),
  ];
}

function counterExample(example: Parameters<typeof toldCounterExample>[0]): readonly string[] {
  const { headline, request, happens, expected, clusters, remedy } = toldCounterExample(example);
  const objects = (names: readonly string[]) =>
    listed(
      names.map((name) => code(name)),
      OBJECTS,
    );
  return [
    `- **${headline}:** ${prose(request)}`,
    `  - ${prose(happens)}`,
    `  - ${prose(expected)}`,
    ...clusters.flatMap(({ cluster, applied, notYet }) => [
      ...(applied.length > 0 ? [`  - ${code(cluster)} has applied: ${objects(applied)}`] : []),
      ...(notYet.length > 0 ? [`  - ${code(cluster)} has not yet applied: ${objects(notYet)}`] : []),
    ]),
    ...(remedy === undefined ? [] : [`  - What would make it safe: ${prose(remedy)}`]),
  ];
}

/** The shortest counter-example, for the comment that follows a rollout; empty where there is none. */
export function heldByProof(proof: Proof | undefined): string {
  if (!proof || isProved(proof)) return '';
  return [...examplesOf(proof), ...doubts(proof)].join('\n');
}

/** How much was judged. Depends on what else is looked at in the same run, so it is no reason to update a text. */
export function proofCounts({ proved: { counts } }: Proof): string {
  const { mixtures, requests, triples, remembered } = counts;
  const [asked, judged, equal] = [requests, triples, remembered].map((count) => grouped(BigInt(count)));
  return `- **proof** ${grouped(mixtures)} mixtures, ${asked} requests simulated, ${judged} cases judged, ${equal} equal to one judged before.`;
}
