import { z } from 'zod';
import { foreign } from './evidence.ts';
import { defineGate, type GateFacts, type Verdict } from './gate.ts';
import { name } from './option-schemas.ts';
import { perService } from './per-service.ts';
import type { AnswerBook, QuestionOf } from './questions.ts';

export interface CommandOptions {
  /** Name of a program in the operator's configuration. What it runs is never for a mesh to say. */
  readonly name: string;
}

const schema = z.strictObject({ kind: z.literal('command'), name });
type Spec = z.infer<typeof schema>;

/** A program of the operator's must be content, for each service that a canary moves: it exits with 0 (pass), 1 (fail) or 2 (wait); anything else is unclear. */
export const command = defineGate<[options: CommandOptions], Spec>(
  {
    kind: 'command',
    schema,
    ...perService<Spec, QuestionOf<'command'>>({ ask: (spec, facts) => [askCommand(spec, facts)], evaluate }),
  },
  ({ name: program }) => ({ kind: 'command', name: program }),
);

function evaluate(spec: Spec, facts: GateFacts, answers: AnswerBook): Verdict {
  const answer = answers.of(askCommand(spec, facts));
  if ('refused' in answer) return { verdict: 'inconclusive', evidence: foreign(answer.refused) };
  if ('unreachable' in answer) return { verdict: 'wait', evidence: foreign(answer.unreachable) };
  const { status, output } = answer.got;
  const said = lastLine(output);
  return { verdict: VERDICTS[status] ?? 'inconclusive', evidence: `${spec.name} ${meaning(status)}${said}` };
}

/** 75 is sysexits' EX_TEMPFAIL. */
const VERDICTS: Readonly<Record<number, Verdict['verdict']>> = { 0: 'pass', 1: 'fail', 2: 'wait', 75: 'wait' };

function meaning(status: number): string {
  const verdict = VERDICTS[status];
  if (verdict === undefined) return `ended with status ${status}, which says neither yes nor no`;
  return { pass: 'is content', fail: 'says no', wait: 'says not yet', inconclusive: '' }[verdict];
}

function lastLine(output: string): string {
  const line = foreign(
    output
      .trimEnd()
      .split(/[\r\n]+/)
      .at(-1) ?? '',
  );
  return line === '' ? '' : `: ${line}`;
}

/** Facts only: nothing of the operator's environment is a gate's to hand on. */
function askCommand({ name: program }: Spec, facts: GateFacts): QuestionOf<'command'> {
  const { canary, commit, mesh, clusters, mergedAt, appliedAt, pull, rollout = canary?.rollout, stage } = facts;
  const known = {
    MESHWRIGHT_ROLLOUT: rollout,
    MESHWRIGHT_STAGE: stage,
    MESHWRIGHT_MESH: mesh,
    MESHWRIGHT_CLUSTERS: clusters.join(' '),
    MESHWRIGHT_COMMIT: commit,
    MESHWRIGHT_PULL_REQUEST: pull,
    MESHWRIGHT_MERGED_AT: isoOf(mergedAt),
    MESHWRIGHT_APPLIED_AT: isoOf(appliedAt),
    MESHWRIGHT_NAMESPACE: canary?.namespace,
    MESHWRIGHT_SERVICE: canary?.service,
    MESHWRIGHT_HOST: canary?.host,
    MESHWRIGHT_FROM: canary?.from,
    MESHWRIGHT_TO: canary?.to,
    MESHWRIGHT_WEIGHTS: canary && weightsOf(canary.weights),
  };
  const environment: Record<string, string> = {};
  for (const [key, value] of Object.entries(known)) if (value !== undefined) environment[key] = `${value}`;
  return { ask: 'command', name: program, environment };
}

function isoOf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

/** `us-east=5 us-west=0.5`, in per cent. */
function weightsOf(weights: Readonly<Record<string, number>>): string {
  return Object.keys(weights)
    .sort()
    .map((cluster) => `${cluster}=${(weights[cluster] ?? 0) / 10}`)
    .join(' ');
}
