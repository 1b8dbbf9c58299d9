import { resolve } from 'node:path';
import type { Forge, ForgeFactory, ForgeOptions } from '../deliver/forges/contract.ts';
import { UsageError } from '../diagnostics/errors.ts';
import { type Applied, type Config, credentials, repositoriesOf } from './config.ts';
import { DEFAULT_FORGE, FORGE_KINDS, forgeNamed } from './config-forges.ts';
import type { Secrets } from './secrets.ts';

/** Flags that win over the configuration. */
export interface RepositoryFlags {
  readonly repo?: string;
  readonly branch?: string;
  readonly forge?: string;
}

/** Where the applied tree is, once flags and configuration have been read. */
export interface Choice {
  readonly factory: ForgeFactory;
  readonly branch: string;
  /** The repositories to work on, each with the clusters it holds. */
  readonly applied: readonly Applied[];
  /** All that belong to the same applied tree: the same ones, unless a flag chose one of several. */
  readonly together: readonly Applied[];
  /** What the configuration says of this forge; empty when a flag chose another one. */
  readonly values: Config['values'];
}

const DEFAULT_BRANCH = 'main';

export function choose(flags: RepositoryFlags, config: Config): Choice {
  const configured = config.values.forge ?? DEFAULT_FORGE;
  const kind = flags.forge ?? configured;
  const factory = forgeNamed(kind);
  if (!factory) throw new UsageError(`There is no forge '${kind}'.`, `Choose one of ${FORGE_KINDS.join(', ')}.`);
  // Addresses and credentials of one forge mean nothing to another, and must not get there.
  const values = kind === configured ? config.values : {};
  const named = repositoriesOf({ ...config, values });
  const branch = flags.branch ?? values.branch ?? DEFAULT_BRANCH;
  if (flags.repo === undefined) return { factory, branch, applied: named, together: named, values };
  if (values.repositories === undefined) {
    const applied = [{ repository: flags.repo, clusters: undefined }];
    return { factory, branch, applied, together: applied, values };
  }
  return { factory, branch, applied: [oneOf(named, flags.repo, factory)], together: named, values };
}

/** With the clusters that it holds: without them, it would be given those of all the others too. */
function oneOf(named: readonly Applied[], wanted: string, factory: ForgeFactory): Applied {
  const same = sameRepository(factory);
  const found = named.find(({ repository }) => same(repository) === same(wanted));
  if (found) return found;
  throw new UsageError(
    `${wanted} is none of the repositories of the configuration.`,
    `Choose one of ${named.map(({ repository }) => repository).join(', ')}, or leave --repo out for all of them.`,
  );
}

/** As the forge would tell them apart: one without accounts goes by paths, others do not look at capitals. */
function sameRepository({ tokenVariables }: ForgeFactory): (repository: string) => string {
  return tokenVariables === undefined ? (repository) => resolve(repository) : (repository) => repository.toLowerCase();
}

/** What the forge has to know, without the repository; takes the credential out of the environment. */
export function forgeOptions(choice: Choice, config: Config, secrets: Secrets): Omit<ForgeOptions, 'repository'> {
  const { factory, branch, values } = choice;
  const proof = credentials({ ...config, values }, factory, secrets);
  const { apiUrl, pullRequests: { mergeQueue } = {} } = values;
  return {
    branch,
    ...(apiUrl !== undefined && { apiUrl }),
    ...(mergeQueue !== undefined && { mergeQueue }),
    ...(proof !== undefined && { credentials: proof }),
  };
}

/** `gitUrl` is the address of the repository that the configuration names, and of no other. */
export function connect(
  choice: Choice,
  { repository }: Applied,
  options: Omit<ForgeOptions, 'repository'>,
): Promise<Forge> {
  const { gitUrl, repository: named } = choice.values;
  const address = gitUrl !== undefined && repository === named ? { gitUrl } : {};
  return choice.factory.connect({ repository, ...options, ...address });
}
