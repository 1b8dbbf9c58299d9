import { duration, listed, markdownTable, percent } from '../report/table.ts';
import { movesIn, versionWords } from '../schedule/moves.ts';
import type { RolloutState } from '../schedule/state.ts';
import type { PullRequest } from './forges/contract.ts';
import type { LaneStatus } from './lane-status.ts';
import type { Look } from './look.ts';
import { code, prose } from './text/quote.ts';

/** One repository, as the page tells of it. */
export interface StatusPart {
  readonly repository: string;
  readonly branch: string;
  readonly states: readonly RolloutState[];
  readonly lanes: readonly LaneStatus[];
  readonly pulls: readonly PullRequest[];
}

/** What was looked at, as the page and the command `status` tell of it. */
export function statusPart({ seen, decision }: Look, repository: string): StatusPart {
  const states = seen.meshes.flatMap(({ base }) => [...base.states.values()]);
  return { repository, branch: seen.branch, states, lanes: decision.lanes, pulls: seen.pulls };
}

/**
 * Where every rollout stands, as a Markdown document for a wiki or for the summary of a job. Whatever others chose is
 * quoted. `now` in milliseconds.
 */
export function statusPage(parts: readonly StatusPart[], now: number): string {
  const looked = `Looked at ${new Date(now).toISOString().slice(0, 16)}Z.`;
  const sections = parts.flatMap((part) => [
    `## ${code(part.branch)} of ${code(part.repository)}`,
    ...sectionOf(part, now),
  ]);
  return `${['# Rollouts', looked, ...sections].join('\n\n')}\n`;
}

function sectionOf(part: StatusPart, now: number): readonly string[] {
  const states = new Map(part.states.map((state) => [state.rollout, state]));
  const told = new Set(part.lanes.map(({ rollout }) => rollout));
  const running = part.states.filter(({ rollout, status }) => status === 'running' && !told.has(rollout));
  const rows = [
    ...part.lanes.map((lane) => rowOf(lane.rollout, part, states.get(lane.rollout), lane, now)),
    ...running.map((state) => rowOf(state.rollout, part, state, undefined, now)),
  ];
  const finished = part.states.length - running.length - part.lanes.filter(({ rollout }) => states.has(rollout)).length;
  const table =
    rows.length === 0
      ? 'Nothing is under way: what is applied is what the source asks for.'
      : markdownTable(['rollout', 'state', 'step', 'share of the new version', 'what', 'pull request'], rows);
  return [
    table,
    ...evidence(part.lanes),
    ...hints(part.lanes),
    ...(finished > 0 ? [`${finished} finished before.`] : []),
  ];
}

function rowOf(
  rollout: string,
  { pulls }: StatusPart,
  state: RolloutState | undefined,
  lane: LaneStatus | undefined,
  now: number,
): readonly string[] {
  const pull =
    pulls.find(({ number }) => number === lane?.pull) ??
    pulls.find(({ branch, state: is }) => branch === state?.branch && is === 'merged');
  const left = lane?.until === undefined ? '' : `, ${duration(Math.max(0, lane.until - now))} left`;
  return [
    code(rollout),
    lane?.state ?? state?.status ?? '',
    state === undefined ? '' : `${state.number} of ${state.total}, ${code(state.stage)}`,
    state === undefined ? '' : shares(state),
    lane === undefined ? '' : `${prose(lane.reason)}${left}`,
    pull === undefined ? '' : linkTo(pull),
  ];
}

/** Clusters of one weight together: `10 % of us-east, us-west`. */
function shares(state: RolloutState): string {
  const { weights, to: version } = state;
  const to = state.with || version === undefined ? versionWords(movesIn(state), 'to', code) : code(version);
  const clusters = new Map<number, string[]>();
  for (const [cluster, weight] of Object.entries(weights))
    clusters.set(weight, [...(clusters.get(weight) ?? []), code(cluster)]);
  const told = [...clusters].map(([weight, names]) => `${percent(weight)} of ${listed(names.sort(), 12)}`);
  return told.length === 0 || to === '' ? told.join('; ') : `${to}: ${told.join('; ')}`;
}

/** A link where the forge has pages; a command where it has none. */
function linkTo({ number, link }: PullRequest): string {
  return /^https?:\/\/[\w./:~%-]+$/.test(link) ? `[${number}](${link})` : code(link === '' ? String(number) : link);
}

function evidence(lanes: readonly LaneStatus[]): readonly string[] {
  const rows = lanes.flatMap(({ rollout, judged = [] }) =>
    judged.map(({ gate, verdict, evidence: found }) => [code(rollout), code(gate), verdict, prose(found)]),
  );
  return rows.length === 0 ? [] : ['### Gates', markdownTable(['rollout', 'gate', 'verdict', 'evidence'], rows)];
}

function hints(lanes: readonly LaneStatus[]): readonly string[] {
  const lines = lanes.flatMap(({ rollout, hint }) =>
    hint === undefined ? [] : [`- ${code(rollout)}: ${prose(hint)}`],
  );
  return lines.length === 0 ? [] : ['### What to do', lines.join('\n')];
}
