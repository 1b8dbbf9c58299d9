import { describe, expect, it } from 'vitest';
import { decide } from '../../src/deliver/decide.ts';
import { decideLane } from '../../src/deliver/decide-lane.ts';
import { exitStatus, type LaneState } from '../../src/deliver/lane-status.ts';
import type { Proposal } from '../../src/deliver/proposal.ts';
import type { RolloutState } from '../../src/schedule/state.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import {
  ago,
  baseOf,
  meshOf,
  NO_TEXTS,
  NOW,
  observation,
  planned,
  pullOf,
  type Seen,
  standingOf,
  stateAt,
} from '../support/observed.ts';
import { shop } from '../support/shop.ts';

const MINUTE = 60_000;
const ID = 'shop/reviews-next';
const mesh = meshOf(bundleFrom(shop({ clusters: 1, reviews: {} })));
const pinned = meshOf(bundleFrom(shop({ clusters: 1, reviews: { pinToCluster: true } })));
const edited = meshOf(bundleFrom(shop({ clusters: 1, timeout: '3s', reviews: {} })));
const strange = { ...mesh, canaries: mesh.canaries.map((canary) => ({ ...canary, gates: [{ kind: 'moon-phase' }] })) };

const next = (seen: Seen): Proposal => planned(observation(seen)).proposals.find(({ lane }) => lane.id === ID)!;
const first = next({ mesh, base: baseOf(mesh) });
const atOne: RolloutState = stateAt(first);
const running = baseOf(mesh, [atOne]);
const second = next({ mesh, base: running });
const expanded: RolloutState = stateAt(next({ mesh: pinned, base: baseOf(pinned) }));
const merged = (number: number, branch: string, more = {}) =>
  pullOf(branch, { number, state: 'merged', mergedAt: ago(40 * MINUTE), ...more });
const baking = new Map([[ID, NOW - 29 * MINUTE]]);
const baked = new Map([[ID, NOW - 30 * MINUTE]]);
const stepOne = merged(1, first.branch);
const bootstrap: RolloutState = {
  ...atOne,
  rollout: 'shop/bootstrap',
  kind: 'bootstrap',
  status: 'done',
  branch: 'meshwright/shop/bootstrap/04-0',
};
const grounded = baseOf(mesh, [bootstrap]);

interface Row {
  readonly name: string;
  readonly seen: Seen;
  readonly state: LaneState;
  readonly reason: RegExp;
  readonly until?: number;
  readonly standing?: ReturnType<typeof standingOf>;
}

/** One row for each reason that a lane can give, in the order in which they are tried. */
const rows: readonly Row[] = [
  {
    name: 'its rollback is open',
    seen: { mesh, base: running, pulls: [stepOne, pullOf(`meshwright/${ID}/rollback-0`, { number: 2 })] },
    state: 'ready',
    reason: /^its rollback is proposed again/,
  },
  { name: 'another goes first', seen: { mesh: edited, base: baseOf(mesh) }, state: 'behind', reason: /goes first$/ },
  {
    name: 'a person closed it',
    seen: { mesh, base: baseOf(mesh), pulls: [pullOf(first.branch, { state: 'closed' })] },
    state: 'stopped',
    reason: /^pull request 1 was closed without merging/,
  },
  {
    name: 'Meshwright closed it itself',
    seen: { mesh, base: baseOf(mesh), pulls: [pullOf(first.branch, { state: 'closed', closedReason: 'x' })] },
    state: 'ready',
    reason: /can be proposed/,
  },
  {
    name: 'merged and reverted, the very same content',
    seen: { mesh, base: baseOf(mesh), pulls: [stepOne] },
    state: 'stopped',
    reason: /^pull request 1 was merged and has been taken back/,
  },
  {
    name: 'its state has moved backwards',
    seen: {
      mesh,
      base: running,
      pulls: [stepOne, merged(2, `meshwright/${ID}/02-other`, { mergedAt: ago(MINUTE) })],
      mergedAt: baked,
    },
    state: 'stopped',
    reason: /^pull request 2 was merged and has been taken back/,
  },
  {
    name: 'its branch holds something else',
    seen: { mesh, base: baseOf(mesh), pulls: [pullOf(first.branch)] },
    standing: new Map([[first.branch, new Map([['README.md', '0']])]]),
    state: 'stopped',
    reason: /^somebody has changed the branch/,
  },
  {
    name: 'a gate is unknown',
    seen: { mesh: strange, base: baseOf(strange) },
    state: 'stopped',
    reason: /'moon-phase'/,
  },
  {
    name: 'what it stands on is not confirmed',
    seen: { mesh, base: grounded, pulls: [merged(4, bootstrap.branch)] },
    state: 'waiting',
    reason: /^pull request 4 is merged; approve/,
  },
  {
    name: 'what it stands on is confirmed through a later one',
    seen: {
      mesh,
      base: grounded,
      pulls: [
        merged(4, bootstrap.branch),
        merged(5, 'meshwright/shop/edit-0/01-0', { mergedAt: ago(9 * MINUTE), confirmedAt: ago(5 * MINUTE) }),
      ],
    },
    state: 'ready',
    reason: /can be proposed/,
  },
  {
    name: 'what it stands on is confirmed through a later one that proxies still learn of',
    seen: {
      mesh,
      base: grounded,
      pulls: [
        merged(4, bootstrap.branch),
        merged(5, 'meshwright/shop/edit-0/01-0', { mergedAt: ago(9 * MINUTE), confirmedAt: ago(4 * MINUTE) }),
      ],
    },
    state: 'waiting',
    until: NOW + MINUTE,
    reason: /proxies/,
  },
  {
    name: 'what it stands on is confirmed only through an earlier one',
    seen: {
      mesh,
      base: grounded,
      pulls: [
        merged(3, 'meshwright/shop/edit-0/01-0', { mergedAt: ago(50 * MINUTE), confirmedAt: ago(5 * MINUTE) }),
        merged(4, bootstrap.branch),
      ],
    },
    state: 'waiting',
    reason: /^pull request 4 is merged; approve/,
  },
  {
    name: 'its step bakes',
    seen: { mesh, base: running, pulls: [stepOne], mergedAt: baking },
    state: 'waiting',
    until: NOW + MINUTE,
    reason: /^baking$/,
  },
  {
    name: 'nobody knows when its step was merged',
    seen: { mesh, base: running },
    state: 'stopped',
    reason: /cannot be told/,
  },
  {
    name: 'the phase before is not confirmed',
    seen: { mesh: pinned, base: baseOf(pinned, [expanded]), pulls: [merged(1, expanded.branch)], mergedAt: baked },
    state: 'waiting',
    reason: /approve it once every cluster has applied it/,
  },
  {
    name: 'it may go',
    seen: { mesh, base: running, pulls: [stepOne], mergedAt: baked },
    state: 'ready',
    reason: /^step 2 of 2/,
  },
  {
    name: 'its pull request waits',
    seen: { mesh, base: running, pulls: [stepOne, pullOf(second.branch, { number: 2 })], mergedAt: baked },
    standing: standingOf(second),
    state: 'open',
    reason: /^step 2 of 2 waits to be merged/,
  },
  {
    name: 'its pull request has lost its branch',
    seen: {
      mesh,
      base: running,
      pulls: [stepOne, pullOf(second.branch, { number: 2 })],
      branches: new Map(),
      mergedAt: baked,
    },
    state: 'ready',
    reason: /can be proposed/,
  },
];

describe('a lane', () => {
  it.each(rows)('is $state when $name', ({ seen, standing = new Map(), state, reason, until }) => {
    const world = observation(seen);
    const mine = planned(world);
    const status = decideLane(world, mine, standing, mine.proposals.find(({ lane }) => lane.id === ID)!);
    expect(status).toMatchObject({ rollout: ID, state, reason: expect.stringMatching(reason) });
    expect(status.until).toBe(until);
    if (state === 'stopped') expect(status.hint).toMatch(/\w/);
  });

  it('reaches each state in the table, but done', () => {
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['ready', 'open', 'waiting', 'behind', 'stopped']));
  });
});

describe('decide', () => {
  const decided = (seen: Seen, standing = new Map()) => {
    const world = observation(seen);
    return decide(world, [planned(world)], standing, NO_TEXTS);
  };

  it('updates the text of an open pull request, once', () => {
    const seen = { mesh, base: baseOf(mesh), pulls: [pullOf(first.branch)] };
    const [action, ...others] = decided(seen).actions;
    expect(others).toEqual([]);
    expect(action).toMatchObject({ kind: 'update', number: 1 });
    const { title, body } = action as { title: string; body: string };
    expect(decided({ ...seen, pulls: [pullOf(first.branch, { title, body })] }).actions).toEqual([]);
  });

  it('closes what is no longer wanted, of its own mesh alone', () => {
    const pulls = [
      pullOf('meshwright/shop/edit-0/01-0', { number: 1 }),
      pullOf('meshwright/shopping/edit-0/01-0', { number: 2 }),
      pullOf(`meshwright/${ID}/rollback-0`, { number: 3 }),
    ];
    const closed = decided({ mesh, base: baseOf(mesh), pulls }).actions.flatMap((action) =>
      action.kind === 'close' ? action.number : [],
    );
    expect(closed).toEqual([1, 3]);
  });

  it('tells that the last step bakes, and then that the rollout is done', () => {
    const done = { ...stateAt(second), status: 'done' as const };
    const base = baseOf(mesh, [done]);
    const bakes = decided({ mesh, base, mergedAt: baking });
    expect(bakes.lanes).toMatchObject([{ state: 'waiting', until: NOW + MINUTE }]);
    const over = decided({ mesh, base: { ...base, baked: new Set([ID]) }, mergedAt: baked });
    expect(over).toMatchObject({
      actions: [],
      lanes: [{ state: 'done', reason: expect.stringContaining("stable: 'v2'") }],
    });
  });
});

it.each([
  [[], 0],
  [['done', 'ready'], 0],
  [['done', 'waiting'], 2],
  [['open'], 2],
  [['behind'], 2],
  [['waiting', 'stopped', 'ready'], 3],
] as const)('lanes %j exit with %i', (states, status) => {
  expect(exitStatus(states.map((state) => ({ rollout: 'r', state, condition: 'open', reason: '' })))).toBe(status);
});
