import type { Timetable } from '../schedule/timetable.ts';
import { CAPACITY_HEAD, capacityNote, capacityParts, capacityRows } from './capacity.ts';
import { lengthOf, NOTHING, summaryOf } from './plan.ts';
import { markdownProofs, type PlanProofs } from './plan-proofs.ts';
import { PLAN_HEAD, planRows } from './plan-rows.ts';
import { rolloutWords, waitLines } from './step-words.ts';
import { markdownTable } from './table.ts';
import { timeline } from './timeline.ts';

/** How names and blocks that others wrote get into Markdown without meaning anything there. */
export interface Quoting {
  /** A name, as a code span. */
  readonly code: (text: string) => string;
  /** A sentence. */
  readonly prose: (text: string) => string;
  /** A block, with its language. */
  readonly fenced: (language: string, text: string) => string;
}

/** The same as for a terminal, as Markdown. */
export function markdownPlan(
  timetable: Timetable,
  quoting: Quoting,
  nothing = NOTHING,
  proofs: PlanProofs = new Map(),
): string {
  const { mesh, rollouts, stops } = timetable;
  const { code, prose, fenced } = quoting;
  if (rollouts.length === 0 && stops.length === 0) return `${code(mesh)}: ${nothing}`;
  const blocks = rollouts.flatMap((rollout) => {
    const drawn = timeline(rollout);
    return [
      `### ${code(rollout.id)}`,
      `${sentence(rolloutWords(rollout, code))}; ${lengthOf(rollout)}.`,
      ...waitLines(rollout, code).map((line) => `${sentence(line)}.`),
      markdownTable(PLAN_HEAD, planRows(rollout, code, prose)),
      ...(drawn === '' ? [] : [fenced('text', drawn)]),
      ...(rollout.capacity && rollout.about ? capacityParts(rollout.capacity, rollout.about) : []).flatMap(
        ({ service, from, to, stages }) => [
          ...(service ? [`${code(service)}:`] : []),
          markdownTable(CAPACITY_HEAD, capacityRows(stages, code)),
          capacityNote(code(from), code(to)),
        ],
      ),
      ...markdownProofs(proofs.get(rollout.id) ?? [], fenced, prose),
    ];
  });
  const halts = stops.map(
    ({ rollout, message, hint }) => `- ${code(rollout ?? mesh)}: ${prose(message)} ${prose(hint)}`,
  );
  return [...blocks, ...(halts.length > 0 ? [halts.join('\n')] : []), summaryOf(timetable)]
    .filter((block) => block !== '')
    .join('\n\n');
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
