/** An emulator as the contract of a forge wants it. */
import type { Forge } from '../../../src/deliver/forges/contract.ts';
import type { ForgeUnderTest } from '../../deliver/forges/contract.ts';
import type { Hub } from './hub.ts';
import type { People } from './people.ts';

export interface Emulator {
  readonly hub: Hub;
  readonly people: People;
  forge(): Promise<Forge>;
}

export async function underTest(emulator: Emulator): Promise<ForgeUnderTest> {
  const { hub, people } = emulator;
  let count = 0;
  return {
    forge: await emulator.forge(),
    base: hub.branch,
    connectAgain: () => emulator.forge(),
    push: async (branch) => people.push(branch, { [branch.replaceAll('/', '-')]: `${count++}` }),
    merge: async (number) => void people.merge(number),
    closeByPerson: async (number) => people.close(number),
    hands: {
      label: (number, label, by) => people.label(number, label, by),
      unlabel: (number, label) => people.unlabel(number, label),
      review: (number, state, by) => people.review(number, state, by),
      dismiss: (number, by) => people.dismiss(number, by),
      comment: (number, body) => people.comment(number, body),
      comments: (number) => hub.pull(number).comments.map(({ author, body }) => [author, body] as const),
      requested: (number) => {
        const { users, teams } = hub.pull(number).requested;
        return [...users, ...teams];
      },
      status: (commit, status) => people.status(commit, status),
      require: (check) => {
        people.protect({ checks: [check] });
        people.protect({ checks: [check] }, { old: true });
      },
      reopen: (number) => people.reopen(number),
      pass: (milliseconds) => hub.pass(milliseconds),
      git: (...args) => hub.git.run(args),
    },
  };
}
