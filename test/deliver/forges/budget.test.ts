/** What delivery costs at a forge, in requests. docs/delivery.md quotes this table. */
import { describe, expect, it } from 'vitest';
import type { Forge, ForgeAbilities } from '../../../src/deliver/forges/contract.ts';
import { giteaEmulator } from '../../support/gitea/emulator.ts';
import { githubEmulator } from '../../support/github/emulator.ts';
import type { Call } from '../../support/hosted/api.ts';
import type { Hub } from '../../support/hosted/hub.ts';
import type { People } from '../../support/hosted/people.ts';

interface Emulator {
  readonly hub: Hub;
  readonly people: People;
  readonly calls: Call[];
  forge(): Promise<Forge>;
  close(): Promise<void>;
}

interface Setting {
  readonly emulator: Emulator;
  readonly forge: Forge;
  readonly can: Required<ForgeAbilities>;
  readonly head: string;
}

type Costs = (setting: Setting) => Promise<unknown>;

const TEXT = { title: 'T', body: 'B' };
const GATE = { context: 'meshwright/gate', state: 'pending', description: 'x' } as const;
const open = ({ forge, head }: Setting) => forge.open({ branch: 'meshwright/a', base: 'main', head, ...TEXT });

/** What is done, and requests to GitHub and to Gitea. Each has one pull request, which is open. */
const TABLE: readonly (readonly [what: string, github: number, gitea: number | undefined, costs: Costs])[] = [
  ['connect', 1, 1, ({ emulator }) => emulator.forge()],
  ['idle: list and clock', 1, 1, async ({ forge }) => [await forge.list(), await forge.now()]],
  [
    'idle, and the clock once more',
    2,
    2,
    async ({ forge }) => [await forge.list(), await forge.now(), await forge.now()],
  ],
  [
    'open',
    1,
    1,
    async (setting) => {
      setting.emulator.people.close(1);
      await open(setting);
    },
  ],
  ['open, there already', 2, 2, open],
  ['update', 2, 2, ({ forge }) => forge.update(1, { title: 'New', body: 'New' })],
  ['update, nothing new', 1, 1, ({ forge }) => forge.update(1, TEXT)],
  ['close', 2, 2, ({ forge }) => forge.close(1, 'x')],
  ['addLabels, known', 1, 2, ({ can }) => can.addLabels(1, ['known'])],
  ['addLabels, two new', 1, 4, ({ can }) => can.addLabels(1, ['a', 'b'])],
  ['requestReviews, two', 1, 2, ({ can }) => can.requestReviews(1, { users: ['ann', 'bob'], teams: [] })],
  ['comment, first', 2, 2, ({ can }) => can.comment(1, 'k', 'x')],
  ['statuses', 1, 1, ({ can, head }) => can.statuses(head)],
  ['setStatus', 2, 2, ({ can, head }) => can.setStatus(head, GATE)],
  ['approvals', 1, 1, ({ can }) => can.approvals(1)],
  ['mergeWhenReady', 2, 2, ({ can }) => can.mergeWhenReady(1, 'merge', 'x')],
  [
    'commit',
    5,
    undefined,
    ({ can, emulator }) =>
      can.commit({
        parent: emulator.hub.git.head('main')!,
        branch: 'meshwright/c',
        changes: new Map([['c', 'c']]),
        message: 'x',
      }),
  ],
  ['examine', 5, 3, ({ can }) => can.examine('main')],
];

/** Gitea gives the total of each list; a last page is known without asking for one more. */
const FORGES = {
  github: { start: (): Promise<Emulator> => githubEmulator(), column: 1 as const, page: 100 },
  gitea: { start: (): Promise<Emulator> => giteaEmulator(), column: 2 as const, page: 50 },
};

describe.each(Object.entries(FORGES))('%s', (_name, { start, column, page }) => {
  const prepare = async (): Promise<Setting> => {
    const emulator = await start();
    const forge = await emulator.forge();
    const head = emulator.people.push('meshwright/a', { a: '1' });
    const { number } = await forge.open({ branch: 'meshwright/a', base: 'main', head, ...TEXT });
    emulator.people.label(number, 'known');
    emulator.people.unlabel(number, 'known');
    emulator.people.protect({ checks: ['ci'] });
    await forge.now();
    emulator.calls.length = 0;
    return { emulator, forge, can: forge.abilities as Required<ForgeAbilities>, head };
  };

  it.each(TABLE.filter((row) => row[column] !== undefined))('%s', async (...row) => {
    const setting = await prepare();
    await row[3](setting);
    expect(setting.emulator.calls.map(({ operation }) => operation)).toHaveLength(row[column]!);
    await setting.emulator.close();
  });

  it('comment, changed or not: one to read, one to know oneself once, one to write', async () => {
    const { can, emulator } = await prepare();
    await can.comment(1, 'k', 'x');
    const costs = async (text: string) => {
      emulator.calls.length = 0;
      await can.comment(1, 'k', text);
      return emulator.calls.length;
    };
    expect([await costs('x'), await costs('x'), await costs('y')]).toEqual(column === 1 ? [2, 1, 2] : [2, 2, 3]);
    await emulator.close();
  });

  it(`a list of N pull requests costs N/${page}, whatever became of them, and one for each fresh confirmation`, async () => {
    const { emulator, forge } = await prepare();
    const more = (count: number) => {
      for (let n = 0; n < count; n += 1) {
        const branch = 'meshwright/a';
        emulator.people.close(emulator.hub.pulls.length);
        emulator.hub.open({ branch, base: 'main', title: 'T', body: '', draft: false, author: 'ann' });
      }
    };
    const costs = async () => {
      emulator.calls.length = 0;
      const listed = await forge.list();
      return [listed.length, emulator.calls.length];
    };
    more(page - 2);
    expect(await costs()).toEqual([page - 1, 1]);
    more(1);
    // A page that is just full: only a look tells that there is no more.
    expect(await costs()).toEqual([page, 2]);
    more(1);
    expect(await costs()).toEqual([page + 1, 2]);
    more(page);
    emulator.people.protect(undefined);
    emulator.people.merge(2 * page + 1);
    emulator.people.label(2 * page + 1, 'meshwright:applied');
    expect(await costs()).toEqual([2 * page + 1, 3 + 1]);
    emulator.hub.pass(25 * 3_600_000);
    await forge.list();
    expect(await costs()).toEqual([2 * page + 1, 3]);
    await emulator.close();
  });
});

describe('github with a merge queue', () => {
  it('asks for the queue while one is open', async () => {
    const hub = await githubEmulator({ mergeQueue: true });
    const forge = await hub.forge();
    hub.people.push('meshwright/a', { a: '1' });
    hub.people.open('meshwright/a');
    const costs = async () => {
      hub.calls.length = 0;
      await forge.list();
      return hub.calls.length;
    };
    expect(await costs()).toBe(2);
    hub.people.merge(1);
    expect(await costs()).toBe(1);
    await hub.close();
  });
});
