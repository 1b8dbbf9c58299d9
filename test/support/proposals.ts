/** Proposals of the shop, made by the pure half of delivery alone: no git, no forge, no clock. */
import { bundleOf, compile } from '../../src/compile.ts';
import type { Texts } from '../../src/deliver/inspect.ts';
import { nextProposal, type Proposal } from '../../src/deliver/proposal.ts';
import { wayBack } from '../../src/deliver/rollback-proposal.ts';
import { blobId } from '../../src/emit/blob.ts';
import type { BundleMesh } from '../../src/emit/bundle.ts';
import { desired } from '../../src/schedule/desired.ts';
import { plan, positionsOf } from '../../src/schedule/plan.ts';
import type { Base, BaseFile } from '../../src/schedule/plan-types.ts';
import type { RolloutState } from '../../src/schedule/state.ts';
import { type Shop, shop } from './shop.ts';

/** Every text that was compiled or applied in this file of tests, by blob id. */
export const TEXTS: Texts & Map<string, string> = new Map();

export function compiledShop(knobs: Shop): BundleMesh {
  const compiled = compile(shop(knobs), { root: process.cwd() });
  for (const { text } of compiled.meshes.flatMap(({ files }) => files)) TEXTS.set(blobId(text), text);
  const [mesh] = (JSON.parse(JSON.stringify(bundleOf(compiled))) as ReturnType<typeof bundleOf>).meshes;
  return mesh!;
}

export const EMPTY: Base = { files: new Map(), states: new Map(), baked: new Set() };

/** The applied tree with the mesh in it and its rollouts where the states say, each baked. */
export function applied(mesh: BundleMesh, states: readonly RolloutState[] = []): Base {
  const byRollout = new Map(states.map((state) => [state.rollout, state]));
  const base: Base = { files: new Map(), states: byRollout, baked: new Set(byRollout.keys()) };
  const files = new Map<string, BaseFile>();
  for (const [path, { blob, text }] of desired(mesh, positionsOf(mesh, base))) {
    files.set(path, { blob, owned: true });
    if (text !== undefined) TEXTS.set(blob, text);
  }
  return { ...base, files };
}

/** The first thing that a mesh wants of a tree. */
export function next(mesh: BundleMesh, base: Base): Proposal {
  const lane = plan(mesh, base).lanes.find(({ stages }) => stages.length > 0);
  return nextProposal(mesh, base, lane!, [])!;
}

/** What a proposal leaves in its rollout's state file. */
export function stateAfter(proposal: Proposal): RolloutState {
  return JSON.parse(proposal.states.get(`.meshwright/rollouts/${proposal.lane.id}.json`)!) as RolloutState;
}

/** The tree once the first `count` steps of its only canary are merged. */
export function afterSteps(mesh: BundleMesh, count: number): Base {
  let base = applied(mesh);
  for (let step = 0; step < count; step += 1) base = applied(mesh, [stateAfter(next(mesh, base))]);
  return base;
}

export function back(mesh: BundleMesh, base: Base, going: Proposal['back'] & {}): Proposal {
  return wayBack({ mesh, base, mergedAt: new Map() } as never, [], 'shop/reviews-next', going)!;
}
