/** What finding the answers of one run costs: nothing is fetched, and no history compared, twice. */
import { applied, approval, command } from 'meshwright';
import { describe, expect, it } from 'vitest';
import type { PostedStatus } from '../../src/deliver/forges/contract.ts';
import type { Git } from '../../src/deliver/git.ts';
import { look } from '../../src/deliver/look.ts';
import { historyOf, relateIn } from '../../src/deliver/relate.ts';
import { remembering } from '../../src/deliver/remember.ts';
import type { Relate, SourceQuestion, Sources } from '../../src/deliver/sources/contract.ts';
import { type TickRequest, tick } from '../../src/deliver/tick.ts';
import type { Revision } from '../../src/gates/questions.ts';
import { adoptedWorld, type DeliveryWorld, MINUTE } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';

const ID = 'shop/reviews-next';
const MISSING = { sync: 'OutOfSync', errors: [], history: [] };

/** The same git, with a line for each process that comparing histories starts. */
function watched(git: Git): { git: Git; started: string[] } {
  const started: string[] = [];
  const of =
    <A extends readonly unknown[], T>(name: string, run: (...args: A) => T) =>
    (...args: A): T => {
      started.push(`${name} ${args.join(' ')}`);
      return run(...args);
    };
  return {
    started,
    git: {
      ...git,
      contains: of('contains', git.contains),
      folderAt: of('folderAt', git.folderAt),
      historySince: of('historySince', git.historySince),
    },
  };
}

/** Answers in a while, and tells how many waited at once. */
class Slow implements Sources {
  most = 0;
  sessions = 0;
  readonly asked: string[] = [];
  #now = 0;

  session(): Sources {
    this.sessions += 1;
    return { answer: (question) => this.answer(question) };
  }

  async answer(question: SourceQuestion) {
    this.asked.push(question.ask === 'command' ? question.name : question.ask);
    this.#now += 1;
    this.most = Math.max(this.most, this.#now);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    this.#now -= 1;
    return { got: { status: 0, output: '' } };
  }
}

describe('questions', () => {
  it('are asked eight at once, each once, in one session of the run', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `smoke-${index}`);
    const gates = names.map((name) => command({ name }));
    const world = await adoptedWorld(shop({ clusters: 1, reviews: { gates } }));
    await world.step();
    const slow = new Slow();
    world.sources = slow;
    await look(await world.mine());
    expect([slow.most, slow.sessions]).toEqual([8, 1]);
    expect([...slow.asked].sort()).toEqual([...names].sort());
    await look(await world.mine());
    expect([slow.sessions, slow.asked.length]).toEqual([2, 40]);
  });

  it('that fail are asked once a run too', async () => {
    let calls = 0;
    const ask = remembering(async (key: string) => {
      calls += 1;
      throw new Error(`no ${key}`);
    });
    await Promise.all(['a', 'a', 'b'].map((key) => expect(ask(key)).rejects.toThrow(`no ${key}`)));
    expect(calls).toBe(2);
  });

  it('about statuses of several stages fetch those of a commit once', async () => {
    const gate = applied({ by: 'commitStatus', context: 'flux/{cluster}', creators: ['flux'] });
    const world = await adoptedWorld(shop({ clusters: 1 }));
    for (const [timeout, ejection] of [['2s'], ['2s', '10s'], ['3s', '10s']] as const) {
      world.source(shop({ clusters: 1, timeout, ...(ejection && { ejection }) }));
      await world.step();
      await world.confirm();
    }
    world.source(shop({ clusters: 1, timeout: '3s', ejection: '10s', reviews: { gates: [gate] } }));
    const asked: string[] = [];
    const request = withStatuses(await world.mine(), (commit) => {
      asked.push(commit);
      const at = '2030-01-01T00:00:00.000Z';
      return [{ context: 'flux/us-east', state: 'success', description: '', creator: 'flux', at }];
    });
    const [{ decision }] = await look(request);
    expect(decision.lanes).toMatchObject([{ rollout: ID, state: 'ready' }]);
    expect(asked.length).toBeGreaterThan(1);
    expect(new Set(asked).size).toBe(asked.length);
  });
});

describe('approvals', () => {
  it('are asked of the repository that holds the stage, though another has a pull request of that number', async () => {
    const knobs = { reviews: { weights: [100], gates: [approval()] } } as const;
    const [east, west] = [await adoptedWorld(shop(knobs)), await adoptedWorld(shop(knobs))];
    for (const [world, other] of [
      [east, 'us-west'],
      [west, 'us-east'],
    ] as const) {
      const paths = [...(await world.applied()).keys()].filter((path) => path.includes(`/${other}/`));
      await world.commit(Object.fromEntries(paths.map((path) => [path, null])));
    }
    const asked: string[] = [];
    const of = async (world: DeliveryWorld, cluster: string, approved: boolean) => {
      const request = await world.mine();
      const approvals = async (number: number) => {
        asked.push(`${cluster} ${number}`);
        return approved ? [{ by: 'ann', at: '2031-01-01T00:00:00.000Z' }] : [];
      };
      return { ...request, forge: withAbilities(request, { approvals }), clusters: [cluster] };
    };
    // The one without that pull request comes first, so it is the first that asks.
    const both = async () =>
      [await of(west, 'us-west', true), await of(east, 'us-east', false)] as [TickRequest, TickRequest];
    await tick(...(await both()));
    await east.merge();
    for (const world of [east, west]) world.pass(31 * MINUTE);
    const looks = await look(...(await both()));
    expect(looks.flatMap(({ decision }) => decision.lanes.map(({ condition }) => condition))).toContain('gated');
    expect(new Set(asked)).toEqual(new Set(['us-east 1']));
  });
});

describe('how a revision stands to a stage', () => {
  const file = 'shop/clusters/us-east/x.yaml';

  async function history() {
    const world = await adoptedWorld(shop({}));
    const before = await world.head();
    const stage = await world.commit({ [file]: 'a' });
    const other = await world.commit({ README: 'b' });
    const west = await world.commit({ 'shop/clusters/us-west/x.yaml': 'b' });
    const east = await world.commit({ [file]: 'b' });
    await world.commit({ README: 'aside' }, 'main');
    const head = await world.commit({ [file]: 'a' });
    const request = await world.mine();
    const [{ seen, meshes }] = await look(request);
    const { git, started } = watched(request.git);
    const relate: Relate = relateIn([historyOf({ seen, meshes, request: { git } })]);
    return { commits: { before, stage, other, west, east, head, none: 'f'.repeat(40) }, relate, started };
  }

  it('is told from git, and asked once', async () => {
    const { commits, relate, started } = await history();
    const rows: readonly (readonly [keyof typeof commits, Revision['stands'], boolean])[] = [
      ['before', 'older', false],
      ['stage', 'contains', true],
      ['other', 'contains', true],
      ['west', 'contains', true],
      ['east', 'contains', false],
      ['head', 'contains', true],
      ['none', 'unknown', false],
    ];
    for (const [name, stands, sameFiles] of rows)
      expect([name, await relate(`main@sha1:${commits[name]}`, commits.stage, 'us-east')]).toEqual([
        name,
        { id: commits[name], stands, sameFiles },
      ]);
    expect(await relate('9.1.4', commits.stage, 'us-east')).toEqual({
      id: '9.1.4',
      stands: 'unknown',
      sameFiles: false,
    });
    expect(new Set(started).size).toBe(started.length);
  });

  it('takes no process more for a fleet than for one cluster where nothing else has changed', async () => {
    const { commits, relate, started } = await history();
    await relate(commits.other, commits.stage, 'us-east');
    const one = started.length;
    for (let index = 0; index < 200; index += 1) await relate(commits.other, commits.stage, `c${index}`);
    expect([one, started.length]).toEqual([5, 5]);
    started.length = 0;
    for (let index = 0; index < 200; index += 1) await relate(commits.stage, commits.stage, `c${index}`);
    expect(started).toEqual([]);
  });
});

describe('a tick', () => {
  it('compares the head with a stage by two processes, however many clusters and deployments report it', async () => {
    const gate = applied({ by: 'argocd', application: 'shop-{cluster}' });
    const world = await adoptedWorld(shop({ reviews: { gates: [gate] } }));
    await world.step();
    const head = await world.head();
    world.sources = {
      answer: async (question, relate) => {
        if (question.ask === 'argocd')
          await Promise.all(Array.from({ length: 12 }, () => relate(head, question.commit, question.cluster)));
        return { got: MISSING };
      },
    };
    const request = await world.mine();
    const { git, started } = watched(request.git);
    await look({ ...request, git });
    expect(started.filter((line) => line.startsWith('contains')).length).toBeLessThanOrEqual(2);
    expect(started.filter((line) => line.startsWith('folderAt')).length).toBeLessThanOrEqual(2);
  });
});

function withStatuses(request: TickRequest, statuses: (commit: string) => readonly PostedStatus[]): TickRequest {
  return { ...request, forge: withAbilities(request, { statuses: async (commit) => statuses(commit) }) };
}

function withAbilities({ forge }: TickRequest, abilities: TickRequest['forge']['abilities']): TickRequest['forge'] {
  return {
    remote: forge.remote,
    abilities: { ...forge.abilities, ...abilities },
    list: () => forge.list(),
    open: (request) => forge.open(request),
    update: (number, text) => forge.update(number, text),
    close: (number, comment) => forge.close(number, comment),
    now: () => forge.now(),
  };
}
