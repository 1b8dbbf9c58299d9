import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { PullRequest } from '../../deliver/forges/contract.ts';
import { initLocalRepository, type LocalForge, local as localForge } from '../../deliver/forges/local.ts';
import { UsageError } from '../../diagnostics/errors.ts';
import { plainTable } from '../../report/table.ts';
import type { CliCommand, Io, Runner } from '../command.ts';

interface Options {
  readonly repo?: string;
  readonly json?: boolean;
  readonly by?: string;
}

/** What a forge's web page is for, on the forge `local`: a bare repository in which a pull request is a ref with its text. */
export const local: CliCommand = {
  register(program, run) {
    const group = program.command('local').description('work with the pull requests of a local repository');
    group
      .command('init')
      .description('make an empty bare repository for an applied tree')
      .argument('<folder>')
      .option('--json', 'print JSON')
      .action((folder: string, options: Options) => run(async (io) => init(io, folder), options));
    sub(group, run, 'list', 'list all pull requests', async (forge, io) => list(io, await forge.list()));
    one(
      group,
      run,
      'show',
      'print the text of a pull request',
      (forge, n) => forge.show(n),
      (pull) => `${pull.title}\n\n${pull.body}`,
    );
    one(
      group,
      run,
      'merge',
      'merge it, as a reviewer would',
      (forge, n) => forge.merge(n),
      (pull) => `merged pull request ${pull.number}: ${pull.title}`,
    );
    one(
      group,
      run,
      'close',
      'close it without merging: a veto',
      (forge, n) => forge.closeByPerson(n),
      (pull) => `closed pull request ${pull.number}: ${pull.title}`,
    );
    one(
      group,
      run,
      'approve',
      'say of a merged one that every cluster has applied it',
      (forge, n, by) => forge.approve(n, by),
      (pull) => `confirmed pull request ${pull.number} as applied: ${pull.title}`,
    );
  },
};

async function init(io: Io, folder: string): Promise<0> {
  await initLocalRepository(folder);
  io.result(`made ${folder}; give it to the other commands as --repo ${folder}`, { repository: folder });
  return 0;
}

function list(io: Io, pulls: readonly PullRequest[]): void {
  const rows = pulls.map(({ number, state, confirmedAt, title }) => [
    String(number),
    confirmedAt === undefined ? state : `${state}, applied`,
    title,
  ]);
  io.result(rows.length === 0 ? 'no pull requests' : plainTable(['number', 'state', 'title'], rows), pulls);
}

function sub(
  group: Command,
  run: Runner,
  name: string,
  description: string,
  work: (forge: LocalForge, io: Io) => Promise<void>,
): void {
  base(group, name, description).action((options: Options) =>
    run(async (io) => {
      await work(await connect(options), io);
      return 0;
    }, options),
  );
}

function one(
  group: Command,
  run: Runner,
  name: string,
  description: string,
  work: (forge: LocalForge, number: number, by: string) => Promise<PullRequest>,
  say: (pull: PullRequest) => string,
): void {
  base(group, name, description)
    .argument('<number>', 'number of the pull request')
    .option('--by <name>', 'who says so (default: the user of this machine)')
    .action((text: string, options: Options) =>
      run(async (io) => {
        const pull = await work(await connect(options), numberOf(text), options.by ?? userInfo().username);
        io.result(say(pull), pull);
        return 0;
      }, options),
    );
}

function base(group: Command, name: string, description: string): Command {
  return group
    .command(name)
    .description(description)
    .option('--repo <folder>', 'the bare repository')
    .option('--json', 'print JSON');
}

async function connect({ repo }: Options): Promise<LocalForge> {
  if (repo === undefined)
    throw new UsageError('Which repository?', 'Give --repo <folder>; meshwright local init <folder> makes one.');
  return localForge.connect({ repository: repo });
}

function numberOf(text: string): number {
  if (/^[1-9][0-9]*$/.test(text)) return Number(text);
  throw new UsageError(`'${text}' is not the number of a pull request.`, 'meshwright local list shows the numbers.');
}
