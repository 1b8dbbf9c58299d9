import { type Command, InvalidArgumentError, Option } from 'commander';
import { openBundle } from '../deliver/bundle-folder.ts';
import type { Forge, ForgeFactory } from '../deliver/forges/contract.ts';
import * as forges from '../deliver/forges/index.ts';
import { openScratch } from '../deliver/git.ts';
import type { TickRequest } from '../deliver/tick.ts';
import { UsageError } from '../diagnostics/errors.ts';
import { compiled, type Io } from './command.ts';
import { temporaryFolder } from './temporary.ts';

/** The flags that say where the applied tree is. */
export interface RepositoryOptions {
  readonly repo?: string;
  readonly branch: string;
  readonly forge: string;
  readonly bundle?: string;
  readonly clockScale: number;
  readonly json?: boolean;
}

const shelf = new Map(Object.values(forges).map((forge) => [forge.kind, forge as ForgeFactory]));

export function withRepository(command: Command): Command {
  return command
    .option(
      '--repo <repository>',
      'repository of the applied tree; for the forge `local`, the folder of a bare repository',
    )
    .option('--branch <name>', 'branch that holds the applied tree', 'main')
    .addOption(
      new Option('--forge <kind>', 'where pull requests are opened').choices([...shelf.keys()]).default('local'),
    )
    .option('--bundle <folder>', 'use this bundle instead of compiling')
    .option('--clock-scale <factor>', 'let waiting pass faster, to live through a demonstration', positive, 1)
    .option('--json', 'print JSON');
}

/** Everything a run of delivery needs, or undefined when the source does not compile. */
export async function openDelivery(io: Io, options: RepositoryOptions): Promise<TickRequest | undefined> {
  if (options.repo === undefined)
    throw new UsageError(
      'Which repository holds the applied tree?',
      'Give --repo; meshwright local init <folder> makes one to try with.',
    );
  const forge = await connect(options.forge, options.repo);
  if (options.clockScale !== 1 && !forge.abilities.scaledClock)
    throw new UsageError(
      '--clock-scale is for demonstrations only.',
      'Leave it out: this forge is read by clusters, whose time passes as it does.',
    );
  const folder = options.bundle === undefined ? (await compiled(io))?.folder : await openBundle(options.bundle);
  if (!folder) return undefined;
  return {
    git: await openScratch(temporaryFolder('git')),
    forge,
    folder,
    branch: options.branch,
    clockScale: options.clockScale,
    dryRun: false,
  };
}

function connect(kind: string, repository: string): Promise<Forge> {
  const factory = shelf.get(kind);
  if (!factory) throw new UsageError(`There is no forge '${kind}'.`, `Choose one of ${[...shelf.keys()].join(', ')}.`);
  return factory.connect({ repository });
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}
