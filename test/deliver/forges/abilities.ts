/** What forges may be able to do beyond the six methods; each is checked only where it is there. */
import { describe, expect, it } from 'vitest';
import type { Forge, ForgeAbilities } from '../../../src/deliver/forges/contract.ts';
import type { ForgeUnderTest, Hands } from './contract.ts';

interface Able extends ForgeUnderTest {
  readonly hands: Hands;
  readonly can: Required<ForgeAbilities>;
  /** One that is open already. */
  readonly number: number;
  readonly head: string;
}

const MINUTE = 60_000;
const TEXT = { title: 'T', body: 'B\n' };

export function checkAbilities(make: () => Promise<ForgeUnderTest>): void {
  const able = (ability: keyof ForgeAbilities | 'hands', what: string, test: (able: Able) => Promise<void>) =>
    it(`${ability}: ${what}`, async ({ skip }) => {
      const under = await make();
      const { hands, forge } = under;
      if (hands === undefined || (ability !== 'hands' && forge.abilities[ability] === undefined)) return skip();
      const head = await under.push('meshwright/a');
      const { number } = await forge.open({ branch: 'meshwright/a', base: under.base, head, ...TEXT });
      await test({ ...under, hands, can: forge.abilities as Required<ForgeAbilities>, number, head });
    });
  describe('abilities of a forge', () => {
    checkPeople(able);
    checkComments(able);
    checkReviews(able);
    checkStatuses(able);
    checkMerging(able);
    checkCommits(able);
  });
}

type Check = (ability: keyof ForgeAbilities | 'hands', what: string, test: (able: Able) => Promise<void>) => void;

/** By an answer that is given now, and not by the latest one. */
const later = async (forge: Forge) => {
  await forge.now();
  return (await forge.now()).toISOString();
};
const only = async (forge: Forge) => (await forge.list())[0]!;

function checkPeople(able: Check): void {
  able('addLabels', 'adds what is missing, and makes what is not known', async ({ forge, can, number, hands }) => {
    hands.label(number, 'theirs', 'ann');
    await can.addLabels(number, ['meshwright', 'meshwright:shift']);
    await can.addLabels(number, ['meshwright']);
    await can.addLabels(number, []);
    expect((await only(forge)).labels).toEqual(['theirs', 'meshwright', 'meshwright:shift']);
    await expect(can.addLabels(99, ['x'])).rejects.toThrow();
  });

  able(
    'hands',
    'a label on a merged one says that it is applied everywhere',
    async ({ forge, hands, number, merge }) => {
      hands.label(number, 'meshwright:applied', 'eve');
      expect(await only(forge)).not.toHaveProperty('confirmedAt');
      hands.unlabel(number, 'meshwright:applied');
      await merge(number);
      hands.pass(MINUTE);
      hands.label(number, 'meshwright:applied', 'ann');
      const confirmedAt = await later(forge);
      hands.pass(MINUTE);
      // A comment changes the pull request, but not when it was labelled.
      hands.comment(number, 'fine');
      expect(await only(forge)).toMatchObject({ confirmedAt, confirmedBy: 'ann' });
      // Long after its last change that is what counts.
      const changedAt = await later(forge);
      hands.pass(24 * 60 * MINUTE + 1000);
      await forge.list();
      expect((await only(forge)).confirmedAt).toBe(changedAt);
      hands.unlabel(number, 'meshwright:applied');
      expect(await only(forge)).not.toHaveProperty('confirmedAt');
    },
  );

  able(
    'hands',
    'one that a person opens again and closes is a veto',
    async ({ forge, hands, number, closeByPerson }) => {
      await forge.close(number, 'Replaced.');
      hands.reopen(number);
      await forge.update(number, TEXT);
      await closeByPerson(number);
      expect(await only(forge)).toMatchObject({ state: 'closed', body: TEXT.body });
      expect(await only(forge)).not.toHaveProperty('closedReason');
    },
  );

  able('hands', 'a text with marks of our own stays as it is', async ({ forge, number, closeByPerson }) => {
    const marks = [
      '\n\n<!-- meshwright:closed:v1:Zm9v -->',
      '<!-- \\meshwright:closed -->',
      '<!-- \\\\meshwright:closed',
    ];
    for (const body of [marks[0]!, `${marks.join('\n')}${marks[0]}`, `x${marks[0]}\n`]) {
      await forge.update(number, { title: 'T', body });
      expect((await only(forge)).body).toBe(body);
    }
    await closeByPerson(number);
    expect(await only(forge)).not.toHaveProperty('closedReason');
  });

  able('hands', 'a reason with any characters comes back', async ({ forge, number }) => {
    const reason = 'é --> <!-- "x" \n@ann fixes #1 ✓';
    await forge.close(number, reason);
    expect(await only(forge)).toMatchObject({ closedReason: reason, body: TEXT.body });
    await forge.update(number, { title: 'new', body: 'new' });
    expect(await only(forge)).toMatchObject({ closedReason: reason, title: 'new', body: 'new' });
  });

  able('hands', 'a draft has the title that it was given, also when it changes', async ({ forge, push, base }) => {
    const head = await push('meshwright/draft');
    const opened = await forge.open({ branch: 'meshwright/draft', base, head, ...TEXT, draft: true });
    expect(opened.title).toBe('T');
    await forge.update(opened.number, { title: 'U', body: 'B' });
    expect((await forge.list())[1]).toMatchObject({ title: 'U', body: 'B', state: 'open' });
  });
}

function checkComments(able: Check): void {
  able('comment', 'keeps one of a key', async ({ can, number, hands }) => {
    const texts = () => hands.comments(number).map(([, body]) => body.split('\n').at(-1));
    await can.comment(number, 'progress', 'one');
    await can.comment(number, 'progress', 'one');
    expect(texts()).toEqual(['one']);
    await can.comment(number, 'progress', 'two');
    await can.comment(number, 'a--b>', 'three');
    await can.comment(number, 'a--b>', 'four');
    expect(texts()).toEqual(['two', 'four']);
  });

  able('comment', 'leaves alone what others wrote, whatever it looks like', async ({ can, number, hands }) => {
    await can.comment(number, 'progress', 'mine');
    const [[, mine] = ['', '']] = hands.comments(number);
    hands.comment(number, mine.replace('mine', 'theirs'));
    await can.comment(number, 'progress', 'again');
    const [ours, theirs] = hands.comments(number);
    expect([ours![1], theirs![1]]).toEqual([mine.replace('mine', 'again'), mine.replace('mine', 'theirs')]);
  });

  able('comment', 'of two runs at once leaves one in the end', async ({ can, number, hands, connectAgain }) => {
    const other = (await connectAgain()).abilities as Required<ForgeAbilities>;
    await Promise.all([can, other].map((each, index) => each.comment(number, 'progress', `run ${index}`)));
    await can.comment(number, 'progress', 'end');
    expect(hands.comments(number)).toHaveLength(1);
  });
}

function checkReviews(able: Check): void {
  able('requestReviews', 'asks whom it can and names the others', async ({ can, number, hands }) => {
    expect(await can.requestReviews(number, { users: [], teams: [] })).toEqual([]);
    expect(await can.requestReviews(number, { users: ['ann'], teams: ['mesh-owners'] })).toEqual([]);
    const users = ['stranger', 'bob', 'meshwright-bot'];
    const left = await can.requestReviews(number, { users, teams: ['nobody'] });
    expect([...left].sort()).toEqual(['meshwright-bot', 'nobody', 'stranger']);
    expect([...hands.requested(number)].sort()).toEqual(['ann', 'bob', 'mesh-owners']);
  });

  able(
    'approvals',
    'counts each once, with the latest, and no withdrawn one',
    async ({ can, number, hands, merge, forge }) => {
      expect(await can.approvals(number)).toEqual([]);
      for (const by of ['ann', 'bob', 'cid']) hands.review(number, 'APPROVED', by);
      hands.pass(MINUTE);
      hands.review(number, 'COMMENTED', 'ann');
      hands.review(number, 'CHANGES_REQUESTED', 'bob');
      hands.dismiss(number, 'cid');
      expect((await can.approvals(number)).map(({ by }) => by)).toEqual(['ann']);
      hands.review(number, 'APPROVED', 'bob');
      hands.review(number, 'APPROVED', 'ann');
      await merge(number);
      const at = await later(forge);
      expect(await can.approvals(number)).toEqual([
        { by: 'ann', at },
        { by: 'bob', at },
      ]);
    },
  );
}

function checkStatuses(able: Check): void {
  able('statuses', 'newest first, with who said it', async ({ can, head, hands }) => {
    expect(await can.statuses(head)).toEqual([]);
    for (const state of ['pending', 'success', 'warning']) hands.status(head, { context: 'c', state, creator: 'flux' });
    const found = await can.statuses(head);
    expect(found.map(({ creator, context }) => [creator, context])).toEqual(Array(3).fill(['flux', 'c']));
    expect(found.map(({ state }) => state).slice(1)).toEqual(['success', 'pending']);
    expect(['failure', 'error']).toContain(found[0]!.state);
  });

  able('setStatus', 'is said only when it changes', async ({ can, head }) => {
    const status = {
      context: 'meshwright/gate',
      state: 'pending',
      description: `${'x'.repeat(138)}😀😀😀`,
      link: 'https://e.example/1',
    } as const;
    await can.setStatus(head, status);
    await can.setStatus(head, status);
    expect(await can.statuses(head)).toHaveLength(1);
    await can.setStatus(head, { context: 'meshwright/gate', state: 'success', description: 'done' });
    await can.setStatus(head, { context: 'other', state: 'error', description: '' });
    const [other, gate, first] = await can.statuses(head);
    expect(other).toMatchObject({ context: 'other', state: 'error' });
    expect(gate).toMatchObject({ state: 'success', description: 'done', creator: 'meshwright-bot' });
    expect(gate).not.toHaveProperty('link');
    expect(first).toMatchObject({ link: status.link, description: expect.stringMatching(/^x{138}…$/u) });
  });
}

function checkMerging(able: Check): void {
  able('mergeWhenReady', 'waits for what is required', async ({ can, number, head, forge, hands }) => {
    hands.require('ci');
    await can.mergeWhenReady(number, 'squash', 'Step 1 of 9');
    await can.mergeWhenReady(number, 'squash', 'Step 1 of 9');
    expect((await only(forge)).state).toBe('open');
    hands.status(head, { context: 'ci', state: 'success', creator: 'ci' });
    const merged = await only(forge);
    expect(merged.state).toBe('merged');
    expect(hands.git('log', '-1', '--format=%s', merged.mergeCommit!)).toBe('Step 1 of 9');
    await can.mergeWhenReady(number, 'squash', 'again');
  });

  for (const method of ['merge', 'squash', 'rebase'] as const) {
    able(
      'mergeWhenReady',
      `merges at once where nothing is required, by ${method}`,
      async ({ can, number, forge, hands }) => {
        await can.mergeWhenReady(number, method, 'Step');
        const merged = await only(forge);
        expect(merged.state).toBe('merged');
        expect(hands.git('rev-parse', 'main')).toBe(merged.mergeCommit);
      },
    );
  }
}

function checkCommits(able: Check): void {
  const changes = new Map([
    ['dir/new file', 'é\n'],
    ['README.md', null],
  ]);
  const parentOf = (hands: Hands) => hands.git('rev-parse', 'main');

  able('commit', 'makes a branch with just these changes', async ({ can, hands }) => {
    const request = { parent: parentOf(hands), branch: 'meshwright/b', changes, message: 'Subject\n\nText.\n' };
    const made = await can.commit(request);
    expect(hands.git('rev-parse', 'meshwright/b', 'meshwright/b^')).toBe(`${made}\n${request.parent}`);
    expect(hands.git('ls-tree', '-r', '--name-only', made!)).toBe('dir/new file');
    expect(hands.git('show', `${made}:dir/new file`)).toBe('é');
    expect(hands.git('log', '-1', '--format=%B', made!)).toBe('Subject\n\nText.');
  });

  able('commit', 'finds its own again, and never moves another', async ({ can, hands }) => {
    const request = { parent: parentOf(hands), branch: 'meshwright/b', changes, message: 'x' };
    const made = await can.commit(request);
    expect(await can.commit({ ...request, message: 'another day' })).toBe(made);
    expect(await can.commit({ ...request, changes: new Map([['a', 'b']]) })).toBeUndefined();
    expect(hands.git('rev-parse', 'meshwright/b')).toBe(made);
  });

  able('commit', 'goes on over many files', async ({ can, hands }) => {
    const many = new Map(Array.from({ length: 450 }, (_, index) => [`f/${index}`, `${index}\n`] as const));
    const made = await can.commit({ parent: parentOf(hands), branch: 'meshwright/b', changes: many, message: 'x' });
    expect(hands.git('ls-tree', '-r', '--name-only', made!).split('\n')).toHaveLength(451);
  });

  able('commit', 'refuses paths that no proposal may touch', async ({ can, hands }) => {
    for (const path of ['../x', '.git/config', 'a//b', '.gitmodules', '/x']) {
      const wrong = new Map([[path, 'x']]);
      const request = { parent: parentOf(hands), branch: 'meshwright/b', changes: wrong, message: 'x' };
      await expect(can.commit(request)).rejects.toThrow('cannot be part of a proposal');
    }
  });

  able('examine', 'says what is there and what is not, and never rejects', async ({ can, base }) => {
    const found = await can.examine(base);
    expect(found.length).toBeGreaterThan(4);
    for (const { what, detail } of found) expect([what, detail]).not.toContain('');
    const none = await can.examine('no-such-branch');
    expect(none).toContainEqual(expect.objectContaining({ what: 'branch no-such-branch', verdict: 'missing' }));
  });
}
