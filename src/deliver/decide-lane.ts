import { evaluateGate, gateKinds } from '../gates/evaluate.ts';
import type { GateFacts } from '../gates/gate.ts';
import type { GateSpec } from '../model/specs.ts';
import type { PlannedMesh, Standing } from './inspect.ts';
import type { LaneStatus } from './lane-status.ts';
import type { Observation } from './observe.ts';
import type { Proposal } from './proposal.ts';

/** The state of one lane, from what is observed alone. Rows are tried in order; the first that holds is it. */
export function decideLane(seen: Observation, mesh: PlannedMesh, standing: Standing, proposal: Proposal): LaneStatus {
  const rollout = proposal.lane.id;
  const { waitsFor } = proposal.lane;
  const rollback = seen.pulls.find(
    ({ branch, state }) => state === 'open' && branch.startsWith(`meshwright/${rollout}/rollback-`),
  );
  if (rollback)
    return {
      rollout,
      state: 'open',
      pull: rollback.number,
      reason: `its rollback waits to be merged: ${rollback.link}`,
    };
  if (waitsFor !== undefined)
    return { rollout, state: 'behind', reason: `${waitsFor} changes what it relies on and goes first` };
  return (
    refused(seen, proposal) ?? humanEdit(standing, proposal) ?? gated(seen, mesh, proposal) ?? proposed(seen, proposal)
  );
}

/** Closed by a person, or merged and taken back again: either way somebody has said no to exactly this content. */
function refused(seen: Observation, { branch, lane }: Proposal): LaneStatus | undefined {
  const mine = seen.pulls.filter((pull) => pull.branch === branch);
  const latest = mine.at(-1);
  if (!latest || latest.state === 'open') return undefined;
  const common = { rollout: lane.id, state: 'stopped', pull: latest.number } as const;
  if (latest.state === 'merged') {
    return {
      ...common,
      reason: `pull request ${latest.number} was merged and has been taken back in the applied tree`,
      hint: 'Change the mesh if the change is not wanted; to have it again, revert the revert.',
    };
  }
  if (latest.closedReason !== undefined) return undefined;
  return {
    ...common,
    reason: `pull request ${latest.number} was closed without merging`,
    hint: 'Change the mesh, or reopen it by proposing something else: the same content is not proposed again.',
  };
}

function humanEdit(standing: Standing, proposal: Proposal): LaneStatus | undefined {
  const holds = standing.get(proposal.branch);
  if (!holds || isOurs(holds, proposal)) return undefined;
  return {
    rollout: proposal.lane.id,
    state: 'stopped',
    reason: `somebody has changed the branch ${proposal.branch}`,
    hint: 'Merge it as it is, or delete the branch and close its pull request; Meshwright does not overwrite other people.',
  };
}

function isOurs(holds: ReadonlyMap<string, string | undefined>, { manifests, states }: Proposal): boolean {
  return (
    holds.size === manifests.length + states.size &&
    manifests.every(({ path, after }) => holds.has(path) && holds.get(path) === after?.blob) &&
    [...states.keys()].every((path) => holds.get(path) !== undefined)
  );
}

/** Every condition on the stage in force; the first that does not pass is the answer. */
function gated(seen: Observation, mesh: PlannedMesh, proposal: Proposal): LaneStatus | undefined {
  const rollout = proposal.lane.id;
  for (const { spec, facts } of conditions(seen, mesh, proposal)) {
    const verdict = evaluateGate(spec, facts);
    if (!verdict) {
      return {
        rollout,
        state: 'stopped',
        reason: `this Meshwright cannot evaluate the gate '${spec.kind}'`,
        hint: `It knows ${gateKinds.join(', ')}. Tick with the release that the mesh was compiled with.`,
      };
    }
    if (verdict.verdict === 'wait')
      return {
        rollout,
        state: 'waiting',
        reason: verdict.evidence,
        ...(verdict.until !== undefined && { until: verdict.until }),
      };
    if (verdict.verdict !== 'pass')
      return {
        rollout,
        state: 'stopped',
        reason: verdict.evidence,
        hint: `Look into it; meshwright rollback ${rollout} goes back.`,
      };
  }
  return undefined;
}

interface Condition {
  readonly spec: GateSpec;
  readonly facts: GateFacts;
}

function conditions(seen: Observation, mesh: PlannedMesh, { lane, stage }: Proposal): Condition[] {
  const canary = mesh.mesh.canaries.find(({ id }) => id === lane.id);
  const state = mesh.base.states.get(lane.id);
  const propagation = canary?.propagation ?? mesh.mesh.propagation;
  const ground = unconfirmedGround(seen, mesh, lane.kind === 'canary' ? lane.relies : []).map((branch) => ({
    spec: APPLIED,
    facts: factsOf(seen, branch, undefined, propagation),
  }));
  if (!state || state.round !== lane.round) return ground;
  const facts = factsOf(seen, state.branch, mesh.mergedAt.get(lane.id), propagation);
  return [
    ...ground,
    { spec: { kind: 'bake', milliseconds: state.bake }, facts },
    ...(stage.confirm ? [{ spec: APPLIED, facts }] : []),
    ...(canary?.gates ?? []).map((spec) => ({ spec, facts })),
  ];
}

const APPLIED: GateSpec = { kind: 'applied', by: 'none' };

/**
 * Source changes that the canary stands on and that nobody has confirmed. A confirmation says that everything merged up
 * to then is applied, so a later one covers earlier changes.
 */
function unconfirmedGround(seen: Observation, { base }: PlannedMesh, relies: readonly string[]): string[] {
  const confirmed = seen.pulls.filter((pull) => pull.confirmedAt !== undefined && pull.mergedAt !== undefined);
  const settled = Math.max(
    0,
    ...confirmed
      .filter((pull) => Date.parse(pull.confirmedAt ?? '') <= seen.now)
      .map((pull) => Date.parse(pull.mergedAt ?? '')),
  );
  const needs = new Set(relies);
  return [...base.states.values()]
    .filter((state) => state.kind !== 'canary' && Object.keys(state.files).some((path) => needs.has(path)))
    .map((state) => state.branch)
    .filter((branch) => {
      const merged = seen.pulls.find((pull) => pull.branch === branch && pull.state === 'merged');
      return merged?.confirmedAt !== undefined || !merged?.mergedAt || Date.parse(merged.mergedAt) > settled;
    });
}

function factsOf(seen: Observation, branch: string, mergedAt: number | undefined, propagation: number): GateFacts {
  const pull = seen.pulls.find((candidate) => candidate.branch === branch && candidate.state === 'merged');
  return {
    now: seen.now,
    mergedAt,
    pull: pull?.number,
    confirmedAt: pull?.confirmedAt === undefined ? undefined : Date.parse(pull.confirmedAt),
    propagation,
    clockScale: seen.clockScale,
  };
}

function proposed(seen: Observation, proposal: Proposal): LaneStatus {
  const rollout = proposal.lane.id;
  const open = seen.pulls.find(({ branch, state }) => branch === proposal.branch && state === 'open');
  if (!open)
    return {
      rollout,
      state: 'ready',
      reason: `step ${proposal.stage.number} of ${proposal.stage.total} can be proposed`,
      proposal,
    };
  return {
    rollout,
    state: 'open',
    pull: open.number,
    reason: `step ${proposal.stage.number} of ${proposal.stage.total} waits to be merged: ${open.link}`,
    proposal,
  };
}
