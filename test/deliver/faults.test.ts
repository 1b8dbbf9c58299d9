/** A forge that fails at any call, before or after it has done what it was asked; and people who do as they please. */
import { approval } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { PEOPLE_SAY } from '../../src/deliver/forges/contract.ts';
import { type TickRequest, tick } from '../../src/deliver/tick.ts';
import { type Around, recorder, watched } from '../support/memory/effects.ts';
import { ANN } from '../support/memory/repository.ts';
import { bundle, ROLLOUT, SCENARIOS, type Scenario } from '../support/memory/scenarios.ts';
import { DAY, endState, HOUR, MemoryWorld, MINUTE, type WorldOptions } from '../support/memory/world.ts';
import type { Shop } from '../support/shop.ts';

class BadGateway extends Error {}

/** The nth call that is made to the forge, or to git's remote, fails. */
function failing(at: number, when: 'before' | 'after'): Around {
  let count = 0;
  return async (call, work) => {
    if (!reachesOut(call.name)) return work();
    count += 1;
    if (count !== at) return work();
    if (when === 'after') await work();
    throw new BadGateway(`502 at ${call.name}`);
  };
}

const REMOTE = new Set(['git.fetchBase', 'git.push', 'git.pushSignal', 'git.deleteBranch']);
const reachesOut = (name: string) => name.startsWith('forge.') || REMOTE.has(name);

/** Nothing is doubled, whatever state a run was left in: at most one open pull request for each branch. */
function expectNothingDoubled(world: MemoryWorld): void {
  const open = world.open().map(({ branch }) => branch);
  expect(open).toEqual([...new Set(open)]);
}

function expectOneEach(world: MemoryWorld): void {
  const rollouts = world.open().map(({ branch }) => branch.split('/').slice(1, -1).join('/'));
  expect(rollouts).toEqual([...new Set(rollouts)]);
}

describe('a forge that fails', () => {
  it.each(SCENARIOS)('at any call loses nothing: $name', async (scenario) => {
    const calm = await scenario.make();
    const { calls, around } = recorder();
    await scenario.run(watched(calm.request(), around));
    await calm.settle();
    const end = endState(calm, 'with numbers');
    const asked = calls.filter(reachesOut);
    for (const [index, call] of asked.entries()) {
      for (const when of ['before', 'after'] as const) {
        const world = await scenario.make();
        const outcome = await runWith(scenario, world, failing(index + 1, when));
        if (outcome !== undefined) expect(outcome, call).toBeInstanceOf(BadGateway);
        expectNothingDoubled(world);
        await scenario.run(world.request());
        await world.settle();
        expectOneEach(world);
        expect({ call, when, end: endState(world, 'with numbers') }).toEqual({ call, when, end });
      }
    }
  });

  it('for a while, at every call, changes nothing', async () => {
    const world = adopted({ ...one, reviews: {} });
    const before = JSON.stringify(endState(world, 'with numbers'));
    const down: Around = async (call, work) => {
      if (reachesOut(call.name)) throw new BadGateway(call.name);
      return work();
    };
    for (let count = 0; count < 3; count += 1)
      await expect(tick(watched(world.request(), down))).rejects.toThrow(BadGateway);
    expect(JSON.stringify(endState(world, 'with numbers'))).toBe(before);
  });

  it.each([
    ['statuses', 'one answer behind'],
    ['approvals', 'one answer behind'],
  ])('to have seen its own %s yet only does things later', async (ability) => {
    const world = adopted({ ...one, reviews: {} });
    const late = stale(`forge.${ability}`);
    for (let count = 0; count < 4; count += 1) await tick(watched(world.request(), late));
    const behind = endState(world, 'with numbers');
    const prompt = adopted({ ...one, reviews: {} });
    await prompt.settle();
    expect(behind).toEqual(endState(prompt, 'with numbers'));
  });
});

/** Answers with what it would have answered at the call before: lawful for all but `list`, which sees what has happened. */
function stale(name: string): Around {
  const last = new Map<string, unknown>();
  return async (call, work) => {
    const result = await work();
    if (call.name !== name) return result;
    const old = last.has(name) ? last.get(name) : [];
    last.set(name, result);
    return old as typeof result;
  };
}

async function runWith(scenario: Scenario, world: MemoryWorld, around: Around): Promise<unknown> {
  return scenario.run(watched(world.request(), around)).then(
    () => undefined,
    (error: unknown) => error,
  );
}

const one = { clusters: 1 } as const;
const edited = { ...one, timeout: '3s' } as const;

function adopted(knobs: Shop, options: Partial<WorldOptions> = {}): MemoryWorld {
  const world = new MemoryWorld({ folder: bundle(one), ...options }).adopt();
  world.folder = bundle(knobs);
  return world;
}

/** Whoever has to look looks; then everybody merges and confirms until nothing is left to do. */
async function letItEnd(world: MemoryWorld): Promise<void> {
  for (let count = 0; count < 12; count += 1) {
    const { lanes } = await world.settle();
    expectOneEach(world);
    const [open] = world.open();
    if (open) {
      world.hub.merge(open.number);
      world.hub.approve(open.number);
    } else if (lanes.every(({ state }) => state === 'done' || state === 'stopped')) return;
    world.pass(DAY);
  }
  throw new Error('it does not end');
}

interface Act {
  readonly name: string;
  readonly source: Shop;
  /** What people do once the pull request is open. */
  readonly people: (world: MemoryWorld) => void | Promise<void>;
  /** Whether what the source asks for is applied in the end; otherwise everything is as it was. */
  readonly ends: 'applied' | 'as before';
  readonly stops?: RegExp;
}

const canary = { ...one, reviews: {} } as const;
const only = (world: MemoryWorld) => world.open()[0]!;

const ACTS: readonly Act[] = [
  { name: 'merged', source: edited, people: (world) => void world.merge(), ends: 'applied' },
  { name: 'squashed', source: edited, people: (world) => void world.merge('squash'), ends: 'applied' },
  { name: 'rebased', source: edited, people: (world) => void world.merge('rebase'), ends: 'applied' },
  {
    name: 'merged by a queue, after other commits',
    source: edited,
    people: async (world) => {
      world.hub.queue(1);
      world.hub.commit({ 'README.md': 'other\n' });
      await world.settle();
      expect(world.hub.thrownOut).toEqual([]);
      world.merge('queue');
    },
    ends: 'applied',
  },
  {
    name: 'rebased, when the base has moved on',
    source: edited,
    people: (world) => {
      world.hub.commit({ 'README.md': 'other\n' });
      world.merge('rebase');
    },
    ends: 'applied',
  },
  { name: 'closed', source: edited, people: (world) => world.hub.closeByPerson(1), ends: 'as before', stops: /closed/ },
  {
    name: 'closed, and wanted after all',
    source: edited,
    people: (world) => {
      world.hub.closeByPerson(1);
      world.hub.label(1, PEOPLE_SAY.retry);
    },
    ends: 'applied',
  },
  {
    name: 'whose branch is deleted',
    source: edited,
    people: (world) => world.repository.setHead(only(world).branch, undefined),
    ends: 'applied',
  },
  {
    name: 'whose branch is edited, and given back',
    source: edited,
    people: async (world) => {
      const { branch } = only(world);
      world.hub.commit({ 'NOTES.md': 'mine\n' }, branch);
      const head = world.repository.head(branch);
      expect((await world.settle()).lanes).toMatchObject([{ state: 'stopped' }]);
      expect(world.repository.head(branch)).toBe(head);
      world.repository.setHead(branch, undefined);
    },
    ends: 'applied',
  },
  {
    name: 'whose branch is forced to something else, and given back',
    source: edited,
    people: async (world) => {
      const { branch } = only(world);
      world.repository.setHead(branch, world.repository.head('main'));
      world.hub.commit({ 'NOTES.md': 'mine\n' }, branch);
      expect((await world.settle()).lanes).toMatchObject([{ state: 'stopped' }]);
      world.repository.setHead(branch, undefined);
    },
    ends: 'applied',
  },
  {
    name: 'whose branch somebody has brought up to date',
    source: edited,
    people: async (world) => {
      const { branch, head } = only(world);
      const base = world.hub.commit({ 'README.md': 'other\n' });
      const tree = world.repository.withTexts(world.repository.commit(head).tree, [['README.md', 'other\n']]);
      const parents = [head, base];
      const updated = world.repository.addCommit({ tree, parents, message: 'Update', date: world.hub.now(), by: ANN });
      world.repository.setHead(branch, updated);
      expect((await world.settle()).lanes).toMatchObject([{ state: 'open' }]);
      expect(world.repository.head(branch)).toBe(updated);
    },
    ends: 'applied',
  },
  {
    name: 'merged, and reverted',
    source: edited,
    people: (world) => {
      world.merge();
      world.hub.revert(1);
    },
    ends: 'as before',
    stops: /taken back/,
  },
  {
    name: 'merged, and lost when the base was forced backwards',
    source: edited,
    people: (world) => {
      const before = world.repository.head('main');
      world.merge();
      world.repository.setHead('main', before);
    },
    ends: 'as before',
    stops: /taken back/,
  },
  {
    name: 'whose base was forced backwards while it waits',
    source: edited,
    people: async (world) => {
      const before = world.repository.head('main');
      world.hub.commit({ 'README.md': 'other\n' });
      await world.settle();
      world.repository.setHead('main', before);
    },
    ends: 'applied',
  },
  {
    name: 'of a canary, squashed step by step',
    source: canary,
    people: async (world) => {
      world.merge('squash');
      world.pass(HOUR);
      await world.step('squash');
    },
    ends: 'applied',
  },
];

describe('a pull request', () => {
  it.each(ACTS)('$name', async ({ source, people, ends, stops }) => {
    const world = adopted(source);
    const before = world.clusters();
    await world.settle();
    await people(world);
    const { lanes } = await world.settle();
    if (stops) expect(lanes.find(({ state }) => state === 'stopped')?.reason).toMatch(stops);
    await letItEnd(world);
    if (ends === 'as before') expect(world.clusters()).toEqual(before);
    else expect(world.clusters()).not.toEqual(before);
    if (ends === 'applied' && !source.reviews)
      for (const [path, { blob }] of Object.entries(world.folder.bundle.meshes[0]!.files))
        expect(world.clusters()[path]).toBe(world.folder.texts.get(blob));
    expect(await world.settle()).toMatchObject({ done: [] });
  });
});

describe('a step that a person has reverted', () => {
  it('is not proposed again because the same files have changed for another reason', async () => {
    const world = adopted(canary);
    await world.step();
    world.hub.revert(1);
    world.folder = bundle({ ...canary, timeout: '3s' });
    await world.settle();
    world.hub.merge(world.open().at(-1)!.number);
    world.hub.approve(world.hub.pulls.length);
    world.pass(HOUR);
    const { lanes } = await world.settle();
    expect(world.open()).toEqual([]);
    expect(lanes).toMatchObject([{ rollout: ROLLOUT, state: 'stopped', condition: 'reverted' }]);
  });

  it('leaves no rollback open that has nothing left to take back', async () => {
    const world = adopted(canary);
    await world.step();
    await world.goBack(ROLLOUT);
    world.hub.revert(1);
    const { lanes } = await world.settle();
    expect(lanes).toMatchObject([{ rollout: ROLLOUT, state: 'stopped', condition: 'reverted' }]);
    expect(world.open()).toEqual([]);
  });
});

describe('clocks that disagree', () => {
  it.each([
    ['commits are dated an hour early', -HOUR],
    ['commits are dated an hour late', HOUR],
    ['commits are dated a day early', -DAY],
  ])('never shorten a bake: %s', async (_, skew) => {
    const world = adopted(canary, { skew: () => skew });
    await world.step();
    const bake = HOUR / 2;
    const until = bake + Math.max(0, skew);
    world.pass(until - 1000);
    expect((await world.settle()).lanes).toMatchObject([{ rollout: ROLLOUT, state: 'waiting' }]);
    world.pass(1000);
    await world.settle();
    expect(world.open()).toHaveLength(1);
  });
});

describe('an approval', () => {
  it('right after the merge counts, although the commit is dated later', async () => {
    const knobs = { ...one, reviews: { gates: [approval()] } } as const;
    const world = adopted(knobs, { skew: () => 10 * MINUTE });
    const { number } = await world.step();
    world.pass(MINUTE);
    world.hub.approve(number);
    world.pass(2 * HOUR);
    await world.settle();
    expect(world.open()).toHaveLength(1);
  });
});

describe('what a run asks for', () => {
  it('is asked once each: a run that finds nothing to do writes nothing but what is there already', async () => {
    const world = adopted({ ...one, catalog: true, reviews: {}, ratingsTimeout: '3s' });
    await world.settle();
    const { effects, around } = recorder();
    const request: TickRequest = watched(world.request(), around);
    await tick(request);
    expect(effects.filter((name) => name !== 'forge.comment')).toEqual([]);
  });
});
