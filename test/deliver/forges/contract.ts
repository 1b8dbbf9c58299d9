/** What every forge has to fulfil: the docstrings of `src/deliver/forges/contract.ts`, as tests. */
import { describe, expect, it } from 'vitest';
import type { Forge } from '../../../src/deliver/forges/contract.ts';
import { checkAbilities } from './abilities.ts';

/** A forge over a fresh repository that has a base branch, and the hands of a person beside it. */
export interface ForgeUnderTest {
  readonly forge: Forge;
  readonly base: string;
  /** A second connection to the same repository, as another process would have it. */
  connectAgain(): Promise<Forge>;
  /** Pushes one more commit, whose only change is a file named after the branch; answers with the new head. */
  push(branch: string): Promise<string>;
  merge(number: number): Promise<void>;
  closeByPerson(number: number): Promise<void>;
  /** More that people do, on a forge that has labels, reviews and comments. */
  readonly hands?: Hands;
}

export interface Hands {
  label(number: number, label: string, by: string): void;
  unlabel(number: number, label: string): void;
  review(number: number, state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED', by: string): void;
  dismiss(number: number, by: string): void;
  comment(number: number, body: string): void;
  /** Author and text of all comments, oldest first. */
  comments(number: number): readonly (readonly [author: string, body: string])[];
  requested(number: number): readonly string[];
  status(commit: string, status: { readonly context: string; readonly state: string; readonly creator: string }): void;
  /** Requires a check of this name on the base branch. */
  require(check: string): void;
  reopen(number: number): void;
  pass(milliseconds: number): void;
  /** Plain git in the forge's repository. */
  git(...args: string[]): string;
}

export function checkForgeContract(make: () => Promise<ForgeUnderTest>): void {
  const text = { title: 'Step 1', body: 'Shifts `reviews` to 5 %.\n\n- [x] é\n' };
  const ready = async (branch = 'meshwright/a/01-abc') => {
    const under = await make();
    const head = await under.push(branch);
    return { ...under, branch, head, request: { branch, base: under.base, head, ...text } };
  };

  describe('the contract of a forge', () => {
    it('starts with nothing and opens what it is given', async () => {
      const { forge, request, branch, head, base } = await ready();
      expect(await forge.list()).toEqual([]);
      const opened = await forge.open(request);
      expect(opened).toMatchObject({ branch, base, head, ...text, state: 'open' });
      expect(opened.link).toContain(String(opened.number));
      for (const key of ['mergedAt', 'mergeCommit', 'confirmedAt', 'confirmedBy', 'closedReason']) {
        expect(opened).not.toHaveProperty(key);
      }
      expect(await forge.list()).toEqual([opened]);
    });

    it('adopts the open one instead of a second, and keeps its text', async () => {
      const { forge, request, connectAgain } = await ready();
      const first = await forge.open(request);
      expect(await forge.open({ ...request, title: 'other', body: 'other' })).toEqual(first);
      expect(await (await connectAgain()).open(request)).toEqual(first);
      expect(await forge.list()).toHaveLength(1);
    });

    it('ends with one when several open the same at once', async () => {
      const { forge, request, connectAgain } = await ready();
      const other = await connectAgain();
      const opened = await Promise.all([forge, other, forge, other].map((one) => one.open(request)));
      expect(new Set(opened.map(({ number }) => number)).size).toBe(1);
      expect(await forge.list()).toHaveLength(1);
    });

    it('refuses a branch that is not there', async () => {
      const { forge, request } = await ready();
      await expect(forge.open({ ...request, branch: 'meshwright/none' })).rejects.toThrow();
      expect(await forge.list()).toEqual([]);
    });

    it('lists all states, oldest first, and only its own branches', async () => {
      const { forge, request, push, merge, closeByPerson, base } = await ready();
      const names = ['meshwright/b', 'meshwright/c', 'meshwright/d'];
      const numbers = [(await forge.open(request)).number];
      for (const branch of names) {
        numbers.push((await forge.open({ ...text, base, branch, head: await push(branch) })).number);
      }
      await forge.open({ ...text, base, branch: 'theirs', head: await push('theirs') }).catch(() => {});
      await merge(numbers[1]!);
      await closeByPerson(numbers[2]!);
      const listed = await forge.list();
      expect(listed.map(({ number }) => number)).toEqual(numbers);
      expect(listed.map(({ branch }) => branch)).toEqual([request.branch, ...names]);
      expect(listed.map(({ state }) => state)).toEqual(['open', 'merged', 'closed', 'open']);
    });

    it('shows what the branch of an open one holds now', async () => {
      const { forge, request, branch, push, merge } = await ready();
      const { number } = await forge.open(request);
      const moved = await push(branch);
      expect((await forge.list())[0]!.head).toBe(moved);
      await merge(number);
      expect((await forge.list())[0]!.head).toBe(moved);
    });

    it('replaces title and body in any state, and only those', async () => {
      const { forge, request, merge } = await ready();
      const before = await forge.open(request);
      await forge.update(before.number, { title: 'T', body: '' });
      expect(await forge.list()).toEqual([{ ...before, title: 'T', body: '' }]);
      await merge(before.number);
      const [merged] = await forge.list();
      await forge.update(before.number, text);
      await forge.update(before.number, text);
      expect(await forge.list()).toEqual([{ ...merged!, ...text }]);
    });

    it('closes with a reason; a person closes without one; both make room for a new one', async () => {
      const { forge, request, closeByPerson } = await ready();
      const first = await forge.open(request);
      await forge.close(first.number, 'Replaced by a newer plan.');
      await forge.close(first.number, 'again');
      const second = await forge.open(request);
      expect(second.number).toBeGreaterThan(first.number);
      await closeByPerson(second.number);
      await forge.close(second.number, 'too late');
      const [one, two] = await forge.list();
      expect(one).toMatchObject({ state: 'closed', closedReason: 'Replaced by a newer plan.' });
      expect(two!.state).toBe('closed');
      expect(two).not.toHaveProperty('closedReason');
    });

    it('tells when and by which commit it was merged, by its own clock; a merged one is not closed', async () => {
      const { forge, request, merge } = await ready();
      const { number } = await forge.open(request);
      const before = await forge.now();
      await merge(number);
      await forge.close(number, 'too late');
      const [merged] = await forge.list();
      expect(merged).toMatchObject({ state: 'merged', mergeCommit: expect.stringMatching(/^[0-9a-f]{40}$/) });
      expect(merged!.mergedAt).toBe(new Date(merged!.mergedAt!).toISOString());
      expect(Date.parse(merged!.mergedAt!)).toBeGreaterThanOrEqual(before.getTime() - 1000);
      expect(Date.parse(merged!.mergedAt!)).toBeLessThanOrEqual((await forge.now()).getTime());
      expect(merged).not.toHaveProperty('closedReason');
    });

    it('refuses to change what does not exist', async () => {
      const { forge } = await ready();
      await expect(forge.update(99, text)).rejects.toThrow();
      await expect(forge.close(99, 'x')).rejects.toThrow();
    });
  });
  checkAbilities(make);
}
