/** Observations made by hand, for the pure half of delivery: no git, no forge, no clock. */
import type { PullRequest } from '../../src/deliver/forges/contract.ts';
import type { Standing, Texts } from '../../src/deliver/inspect.ts';
import type { Observation, ObservedMesh } from '../../src/deliver/observe.ts';
import { type JudgedMesh, judgeWorld, planWorlds } from '../../src/deliver/planned.ts';
import type { Proposal } from '../../src/deliver/proposal.ts';
import { DEFAULT_SETTINGS } from '../../src/deliver/settings.ts';
import { NO_SIGNALS } from '../../src/deliver/signals.ts';
import { blobId } from '../../src/emit/blob.ts';
import type { BundleMesh } from '../../src/emit/bundle.ts';
import { answerBook } from '../../src/gates/evaluate.ts';
import type { AnswerBook } from '../../src/gates/questions.ts';
import { desired } from '../../src/schedule/desired.ts';
import { positionsOf } from '../../src/schedule/plan.ts';
import type { Base, BaseFile } from '../../src/schedule/plan-types.ts';
import type { RolloutState } from '../../src/schedule/state.ts';
import type { MemoryBundle } from './delivery-world.ts';

export const NOW = Date.parse('2030-01-01T12:00:00Z');
export const ago = (milliseconds: number) => new Date(NOW - milliseconds).toISOString();

export function meshOf(folder: MemoryBundle): BundleMesh {
  return folder.bundle.meshes[0]!;
}

/** What the applied tree would hold with the mesh in it and its rollouts where the states say. */
export function baseOf(mesh: BundleMesh, states: readonly RolloutState[] = []): Base {
  const base: Base = {
    files: new Map(),
    states: new Map(states.map((state) => [state.rollout, state])),
    baked: new Set(),
  };
  const files = new Map<string, BaseFile>();
  for (const [path, { blob }] of desired(mesh, positionsOf(mesh, base))) files.set(path, { blob, owned: true });
  return { ...base, files };
}

export function withFile(base: Base, path: string, file: BaseFile | undefined): Base {
  const files = new Map(base.files);
  if (file) files.set(path, file);
  else files.delete(path);
  return { ...base, files };
}

export interface Seen {
  readonly mesh: BundleMesh;
  readonly base: Base;
  readonly pulls?: readonly PullRequest[];
  readonly branches?: ReadonlyMap<string, string>;
  readonly mergedAt?: ReadonlyMap<string, number>;
  /** Whatever else is seen: signals, a hold, settings, marks. */
  readonly more?: Partial<Observation>;
}

export function observation({ mesh, base, pulls = [], branches, mergedAt = new Map(), more }: Seen): Observation {
  const observed: ObservedMesh = { mesh, base, mergedAt };
  const heads =
    branches ?? new Map(pulls.filter(({ state }) => state === 'open').map(({ branch, head }) => [branch, head]));
  const head = '1'.repeat(40);
  return {
    now: NOW,
    clockScale: 1,
    branch: 'main',
    head,
    headDate: new Date(NOW),
    pulls,
    branches: heads,
    meshes: [observed],
    repository: 'gitops',
    settings: DEFAULT_SETTINGS,
    signals: NO_SIGNALS,
    hold: undefined,
    marked: undefined,
    comments: false,
    ...more,
  };
}

const NO_ANSWERS = answerBook(new Map());

export function planned(seen: Observation, answers: AnswerBook = NO_ANSWERS): JudgedMesh {
  return judged(seen, answers);
}

/** Planned and judged, beside what another repository of the same applied tree holds. */
export function judged(seen: Observation, answers: AnswerBook, elsewhere?: Observation): JudgedMesh {
  const [own = [], there = []] = planWorlds(elsewhere ? [seen, elsewhere] : [seen]);
  const others = elsewhere ? [{ seen: elsewhere, meshes: there }] : [];
  return judgeWorld({ seen, meshes: own }, others, answers)[0]!;
}

export function pullOf(branch: string, more: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 1,
    branch,
    base: 'main',
    title: 'T',
    body: 'B',
    state: 'open',
    head: '2'.repeat(40),
    link: 'meshwright local show 1',
    ...more,
  };
}

export function stateAt(proposal: Proposal): RolloutState {
  const text = [...proposal.states.values()][0]!;
  return JSON.parse(text) as RolloutState;
}

/** What a branch holds that nobody but Meshwright has touched. */
export function standingOf(proposal: Proposal): Standing {
  const manifests = proposal.manifests.map(({ path, after }) => [path, after?.blob] as const);
  const states = [...proposal.states].map(([path, text]) => [path, blobId(text)] as const);
  return new Map([[proposal.branch, new Map([...manifests, ...states])]]);
}

export const NO_TEXTS: Texts = new Map();
