/**
 * Every request of every method meets every fault. After each: whoever asked was told the truth or an error with a hint;
 * asking again goes on; and in the end there is what there would be without the fault, nothing lost and nothing twice.
 */
import { afterAll, describe, expect, it } from 'vitest';
import type { Forge, ForgeAbilities } from '../../../src/deliver/forges/contract.ts';
import { DeliveryError } from '../../../src/diagnostics/errors.ts';
import { giteaEmulator } from '../../support/gitea/emulator.ts';
import { githubEmulator } from '../../support/github/emulator.ts';
import type { Call } from '../../support/hosted/api.ts';
import { FAULTS, type FaultName, type Faults } from '../../support/hosted/faults.ts';
import type { Hub } from '../../support/hosted/hub.ts';
import type { People } from '../../support/hosted/people.ts';

interface Scene {
  readonly hub: Hub;
  readonly people: People;
  readonly faults: Faults;
  readonly calls: Call[];
  readonly token: string;
  connect(): Promise<Forge>;
  close(): Promise<void>;
}

interface Deed {
  /** Before the fault. */
  readonly given?: (people: People, hub: Hub) => void;
  /** `1` is an open pull request of `meshwright/a`. */
  readonly act: (forge: Forge, can: Required<ForgeAbilities>, head: string, hub: Hub) => Promise<unknown>;
  /** Whoever cannot be asked is left out, and a fault may look like that. */
  readonly mayLeaveOut?: true;
}

const TEXT = { title: 'New', body: 'Body\n' };
const GATE = { context: 'meshwright/gate', state: 'success', description: 'fine' } as const;

const DEEDS: Readonly<Record<string, Deed>> = {
  list: {
    given: (people) => {
      people.merge(1);
      people.label(1, 'meshwright:applied');
    },
    act: (forge) => forge.list(),
  },
  open: {
    given: (people) => people.push('meshwright/b', { b: '1' }),
    act: async (forge, _can, head) =>
      (await forge.open({ branch: 'meshwright/b', base: 'main', head, ...TEXT })).number,
  },
  'open, there already': {
    act: async (forge, _can, head) =>
      (await forge.open({ branch: 'meshwright/a', base: 'main', head, ...TEXT })).number,
  },
  update: { act: (forge) => forge.update(1, TEXT) },
  close: { act: (forge) => forge.close(1, 'Replaced.') },
  addLabels: { act: (_forge, can) => can.addLabels(1, ['meshwright', 'x']) },
  requestReviews: {
    act: (_forge, can) => can.requestReviews(1, { users: ['ann', 'bob'], teams: [] }),
    mayLeaveOut: true,
  },
  comment: { act: (_forge, can) => can.comment(1, 'progress', 'text') },
  'comment, there already': {
    given: (people) => people.comment(1, '<!-- meshwright:comment:progress -->\nold', 'meshwright-bot'),
    act: (_forge, can) => can.comment(1, 'progress', 'text'),
  },
  statuses: {
    given: (people, hub) => people.status(hub.pull(1).head, GATE),
    act: (_f, can, head) => can.statuses(head),
  },
  setStatus: { act: (_forge, can, head) => can.setStatus(head, GATE) },
  approvals: { given: (people) => people.review(1), act: (_forge, can) => can.approvals(1) },
  'mergeWhenReady, nothing required': { act: (_forge, can) => can.mergeWhenReady(1, 'merge', 'Step') },
  'mergeWhenReady, a check required': {
    given: (people) => people.protect({ checks: ['ci'] }),
    act: (_forge, can) => can.mergeWhenReady(1, 'squash', 'Step'),
  },
  commit: {
    act: async (_forge, can, _head, hub) => {
      const changes = new Map([['new', 'text\n']]);
      const parent = hub.git.head('main')!;
      const commit = await can.commit({ parent, branch: 'meshwright/c', changes, message: 'x' });
      return commit && hub.git.treeOf(commit);
    },
  },
};

const DEEP = process.env.MESHWRIGHT_DEEP !== undefined;

/** Those that behave unlike each other; all of them in `npm run test:deep`. */
const ON_WRITE: readonly FaultName[] = DEEP
  ? (Object.keys(FAULTS) as FaultName[])
  : ['502 after', '403 secondary limit', '422'];

/** A request that changes nothing has no "after". */
const ON_READ: readonly FaultName[] = DEEP
  ? ['502 before', 'reset before', 'half an answer', 'hang before', '429', '403 primary limit', '404']
  : ['half an answer'];

const isWrite = ({ operation }: Call) => !operation.startsWith('GET ');

/** What must be the same in the end; numbers and times are not. */
function stateOf(hub: Hub) {
  hub.settle();
  return {
    pulls: hub.pulls.map((pull) => ({
      ...{ branch: pull.branch, title: pull.title, body: pull.body, state: pull.state, labels: pull.labels },
      merged: pull.merged !== undefined,
      waits: pull.autoMerge !== undefined,
      asked: [...new Set(pull.requested.users)].sort(),
      comments: pull.comments.map(({ body }) => body),
    })),
    statuses: [...hub.statuses.values()].map((all) => all.map(({ context, state }) => [context, state])),
    branches: [...hub.git.branches().keys()].sort(),
  };
}

/** Long enough for a busy machine to answer, and short enough for a test to wait. */
const PACE = { second: 1, gaps: false, timeout: 400 };

const FORGES: Readonly<Record<string, () => Promise<Scene>>> = {
  github: async () => {
    const hub = await githubEmulator();
    return Object.assign(hub, { connect: () => hub.forge({}, PACE) });
  },
  gitea: async () => {
    const hub = await giteaEmulator();
    return Object.assign(hub, { connect: () => hub.forge({}, PACE) });
  },
};

interface Stage {
  readonly scene: Scene;
  readonly forge: Forge;
  /** Everything as it was when the stage was set: one pull request, open. */
  readonly restore: () => void;
  readonly head: string;
}

/** Setting a stage takes longer than playing on it, so they are used again. */
class Stages {
  readonly #make: () => Promise<Scene>;
  readonly #idle: Stage[] = [];

  constructor(make: () => Promise<Scene>) {
    this.#make = make;
  }

  async play<T>(deed: Deed, scene: (scene: Scene, act: () => Promise<unknown>) => Promise<T>): Promise<T> {
    const stage = this.#idle.pop() ?? (await this.#set());
    const { scene: here, forge, head } = stage;
    deed.given?.(here.people, here.hub);
    here.calls.length = 0;
    const can = forge.abilities as Required<ForgeAbilities>;
    const result = await scene(here, () => deed.act(forge, can, head, here.hub));
    here.faults.clear();
    stage.restore();
    this.#idle.push(stage);
    return result;
  }

  async close(): Promise<void> {
    for (const { scene } of this.#idle) await scene.close();
  }

  async #set(): Promise<Stage> {
    const scene = await this.#make();
    const forge = await scene.connect();
    const head = scene.people.push('meshwright/a', { a: '1' });
    scene.people.open('meshwright/a', { by: 'meshwright-bot' });
    return { scene, forge, head, restore: scene.hub.snapshot() };
  }
}

const strike = (stages: Stages, deed: Deed, nth: number, fault: FaultName, clean: Clean) =>
  stages.play(deed, async (scene, act) => {
    const struck = scene.faults.struck;
    scene.faults.nth(nth, fault);
    const first = await act().then(
      (value) => ({ value }),
      (error) => ({ error }),
    );
    const what = `${fault} at request ${nth}`;
    expect(scene.faults.struck, what).toBe(struck + 1);
    if ('error' in first) {
      expect(first.error, what).toBeInstanceOf(DeliveryError);
      expect(first.error.hint, what).not.toBe('');
      expect(`${first.error.message} ${first.error.hint} ${first.error.stack}`, what).not.toContain(scene.token);
    } else if (!deed.mayLeaveOut) {
      expect({ value: first.value, state: stateOf(scene.hub) }, what).toEqual(clean);
    }
    scene.faults.clear();
    expect({ value: await act(), state: stateOf(scene.hub) }, `again after ${what}`).toEqual(clean);
  });

interface Clean {
  readonly value: unknown;
  readonly state: ReturnType<typeof stateOf>;
}

/** Waiting costs most of the time, so some run beside each other. */
async function inTurns(jobs: readonly (() => Promise<void>)[], width = 5): Promise<void> {
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: width }, worker));
}

describe.each(Object.entries(FORGES))('%s', (_name, make) => {
  const stages = new Stages(make);
  afterAll(() => stages.close());

  it.each(Object.entries(DEEDS))('survives every fault at every request of %s', async (name, deed) => {
    // Once for nothing: what is compiled or loaded only then must not look like a server that hangs.
    const able = await stages.play(deed, async (scene, act) => {
      await act().catch(() => {});
      return name !== 'commit' || (await scene.connect()).abilities.commit !== undefined;
    });
    if (!able) return;
    const [calls, clean] = await stages.play(deed, async ({ calls: seen, hub }, act) => {
      const value = await act();
      const calls = [...seen];
      const clean: Clean = { value, state: stateOf(hub) };
      expect({ value: await act(), state: stateOf(hub) }, 'twice').toEqual(clean);
      return [calls, clean] as const;
    });
    const jobs = calls.flatMap((call, index) =>
      (isWrite(call) ? ON_WRITE : ON_READ).map((fault) => () => strike(stages, deed, index + 1, fault, clean)),
    );
    await inTurns(jobs);
  });

  it('gives up on a server that never answers, and finds out later what it did', async () => {
    await stages.play(DEEDS.comment!, async (scene, act) => {
      scene.faults.next(/POST .*comments$/, 'hang after');
      await act();
      expect(stateOf(scene.hub).pulls[0]!.comments).toHaveLength(1);
      scene.faults.next(/./, 'hang before', 9);
      await expect(act()).rejects.toMatchObject({ name: 'ForgeError', hint: expect.stringContaining('network') });
    });
  });
});
