import { isAbsolute } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { openBundle } from '../deliver/bundle-folder.ts';
import type { Forge } from '../deliver/forges/contract.ts';
import { openScratch } from '../deliver/git.ts';
import type { Webhook } from '../deliver/notify-post.ts';
import type { DeliverySettings } from '../deliver/settings.ts';
import type { Sources } from '../deliver/sources/contract.ts';
import { sources } from '../deliver/sources/index.ts';
import type { TickRequest } from '../deliver/tick.ts';
import { UsageError } from '../diagnostics/errors.ts';
import type { Bundle } from '../emit/bundle.ts';
import { compiled, type Io } from './command.ts';
import { type Applied, deliverySettings, loadConfig, sourceAccess, webhooks } from './config.ts';
import { choose, connect, forgeOptions, type RepositoryFlags } from './config-choice.ts';
import { FORGE_KINDS } from './config-forges.ts';
import { EXISTING, existingObjects } from './existing.ts';
import { Secrets } from './secrets.ts';
import { temporaryFolder } from './temporary.ts';

/** The flags that say where the applied tree is. */
export interface RepositoryOptions extends RepositoryFlags {
  readonly config?: string;
  readonly bundle?: string;
  readonly clockScale: number;
  readonly unproven?: boolean;
  readonly existing?: readonly string[];
  readonly json?: boolean;
}

/** One repository of the applied tree, and all that a run of delivery there needs. */
export interface Delivery extends TickRequest {
  readonly repository: string;
  readonly settings: DeliverySettings;
  /** Absent for commands that do not judge. */
  readonly sources?: Sources;
  /** Empty for commands that do not propose. */
  readonly webhooks: readonly Webhook[];
}

/**
 * What a command is for, and so which secrets it needs. `steer`: says what a person wants (rollback, pause, abort); it must
 * work while the servers that gates ask are away. `look`: judges as well. `propose`: moves rollouts forward, and tells
 * webhooks.
 */
export type Purpose = 'steer' | 'look' | 'propose';

export function withRepository(command: Command): Command {
  return command
    .option(
      '--repo <repository>',
      'repository of the applied tree; for the forge `local`, the folder of a bare repository',
    )
    .option('--branch <name>', 'branch that holds the applied tree (default: "main")')
    .addOption(new Option('--forge <kind>', 'where pull requests are opened (default: "local")').choices(FORGE_KINDS))
    .option('--config <file>', 'configuration (default: meshwright.yaml of this folder, when it is there)')
    .option('--bundle <folder>', 'use this bundle instead of compiling')
    .option('--clock-scale <factor>', 'let waiting pass faster, to live through a demonstration', positive, 1)
    .option('--json', 'print JSON');
}

/** What commands that propose are told about proofs. */
export function withProofs(command: Command): Command {
  return command
    .option(...EXISTING)
    .option('--unproven', 'emergencies only: open steps although their proof fails, and say so in the pull request');
}

/** As `openDeliveries`, for a command that works on one repository. */
export async function openDelivery(
  io: Io,
  options: RepositoryOptions,
  purpose: Purpose = 'look',
): Promise<Delivery | undefined> {
  const opened = await openDeliveries(io, options, purpose);
  if (opened === undefined || opened.length === 1) return opened?.[0];
  throw new UsageError(
    `The configuration names ${opened.length} repositories, and this command works on one.`,
    `Choose with --repo: ${opened.map(({ repository }) => repository).join(', ')}.`,
  );
}

/** One request for each repository, in the order of the configuration, or undefined when the source does not compile. */
export async function openDeliveries(
  io: Io,
  options: RepositoryOptions,
  purpose: Purpose = 'look',
): Promise<readonly Delivery[] | undefined> {
  const config = loadConfig(options.config);
  const choice = choose(options, config);
  if (purpose === 'propose' && choice.applied.length < choice.together.length)
    throw new UsageError(
      'One of several repositories cannot go forward by itself: its steps wait for those of the others.',
      'Leave --repo out, so that all of them are seen; --dry-run looks at one alone.',
    );
  if (choice.applied.length === 0)
    throw new UsageError(
      'Which repository holds the applied tree?',
      'Give --repo; meshwright local init <folder> makes one to try with.',
    );
  // Before any other program is started: what has been read is gone from the environment.
  const secrets = new Secrets();
  const forForge = forgeOptions(choice, config, secrets);
  const servers = purpose === 'steer' ? undefined : sources(sourceAccess(config, secrets));
  const hooks = purpose === 'propose' ? webhooks(config, secrets) : [];
  const settings = deliverySettings(config);
  if (secrets.any && options.bundle === undefined) throw besideAToken();
  const forges = await Promise.all(choice.applied.map((applied) => connect(choice, applied, forForge)));
  for (const forge of forges) checkConsent(forge, options, settings);
  checkDistinct(forges, choice.applied);
  const folder = options.bundle === undefined ? (await compiled(io))?.folder : await openBundle(options.bundle);
  if (!folder) return undefined;
  checkClusters(folder.bundle, choice.together);
  const existing = existingObjects(io, options.existing, folder.bundle);
  return Promise.all(
    choice.applied.map(async ({ repository, clusters }, index) => {
      const forge = forges[index]!;
      return {
        git: await openScratch(temporaryFolder('git'), { config: (await forge.gitConfig?.()) ?? {} }),
        forge,
        folder,
        branch: choice.branch,
        clockScale: options.clockScale,
        dryRun: false,
        ...{ repository, settings, webhooks: hooks, existing, unproven: options.unproven ?? false },
        ...(servers && { sources: servers }),
        ...(clusters && { clusters }),
      };
    }),
  );
}

/** Another program of the same user can read what this one was started with, so the mesh may not run beside it. */
function besideAToken(): UsageError {
  return new UsageError(
    'To compile here would run the program of the mesh beside a credential.',
    'Compile first where there is none, with meshwright synth --bundle <folder>; then give this command --bundle <folder>.',
  );
}

/** What only a forge that no cluster reads may do, or only one that is able to. */
export function checkConsent(
  { abilities: { scaledClock, commit } }: Pick<Forge, 'abilities'>,
  options: Pick<RepositoryOptions, 'clockScale'>,
  settings: DeliverySettings,
): void {
  if (options.clockScale !== 1 && !scaledClock)
    throw new UsageError(
      '--clock-scale is for demonstrations only.',
      'Leave it out: this forge is read by clusters, whose time passes as it does.',
    );
  if (settings.commits === 'forge' && !commit)
    throw new UsageError(
      'pullRequests.commits is forge, and this forge makes no commits.',
      'Leave it out: git makes them then.',
    );
}

/** One repository under two names would be written by two, each of which takes the other's files for strangers. */
function checkDistinct(forges: readonly Forge[], applied: readonly Applied[]): void {
  const names = new Map<string, string>();
  for (const [index, { remote }] of forges.entries()) {
    const key = isAbsolute(remote) ? remote : remote.replace(/(\.git)?\/*$/, '').toLowerCase();
    const name = applied[index]?.repository ?? '';
    const other = names.get(key);
    if (other !== undefined)
      throw new UsageError(`repositories names one repository twice: ${other} and ${name}.`, 'Write it the same way.');
    names.set(key, name);
  }
}

/** A cluster that no repository holds would never get anything, and nobody would be told. */
export function checkClusters({ meshes }: Bundle, applied: readonly Applied[]): void {
  if (applied.some(({ clusters }) => clusters === undefined)) return;
  const held = new Set(applied.flatMap(({ clusters = [] }) => clusters));
  const wanted = new Set(meshes.flatMap(({ files }) => Object.values(files).map(({ cluster }) => cluster)));
  const missing = [...wanted].filter((cluster) => !held.has(cluster)).sort();
  if (missing.length === 0) return;
  throw new UsageError(
    `repositories names none for ${missing.join(', ')}.`,
    `Add ${missing.length === 1 ? 'a line for it' : 'lines for them'}; clusters may share a repository. Nothing was done.`,
  );
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}
