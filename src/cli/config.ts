import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Credentials, ForgeFactory } from '../deliver/forges/contract.ts';
import type { Webhook } from '../deliver/notify-post.ts';
import { DEFAULT_SETTINGS, type DeliverySettings } from '../deliver/settings.ts';
import type { ProgramAccess, ServerAccess, SourceAccess } from '../deliver/sources/contract.ts';
import { UsageError } from '../diagnostics/errors.ts';
import { parseDuration } from '../istio/duration.ts';
import { readConfigText } from './config-file.ts';
import type { ConfigValues, ServerValues } from './config-schema.ts';
import type { Secrets } from './secrets.ts';

/** The operator's configuration, valid, with its secrets still names. */
export interface Config {
  /** As it is called in messages; undefined when there is none. */
  readonly file: string | undefined;
  /** What its paths are relative to. */
  readonly folder: string;
  readonly values: ConfigValues;
}

const DEFAULT_FILE = 'meshwright.yaml';

/** Milliseconds that a command may take, where the configuration does not say. */
const COMMAND_TIMEOUT = 300_000;

/** The named file, else meshwright.yaml of the current folder, else nothing but defaults. */
export function loadConfig(named: string | undefined): Config {
  const file = named ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  if (file === undefined) return { file: undefined, folder: process.cwd(), values: {} };
  return { file, folder: dirname(resolve(file)), values: readConfigText(read(file), file) };
}

export function deliverySettings({ values: { pullRequests = {} } }: Config): DeliverySettings {
  const { reviewers = [], teamReviewers = [], mergeQueue: _, ...rest } = pullRequests;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { ...DEFAULT_SETTINGS, ...given, reviewers: { users: reviewers, teams: teamReviewers } };
}

/** How to prove to the forge who one is; undefined where it asks for no proof. */
export function credentials({ values }: Config, forge: ForgeFactory, secrets: Secrets): Credentials | undefined {
  const { tokenEnv, app } = values.auth ?? {};
  const what = `forge ${forge.kind}`;
  if (tokenEnv !== undefined) return { kind: 'token', token: secrets.token(tokenEnv, what) };
  if (app !== undefined) {
    const privateKey = secrets.privateKey(app.privateKeyEnv, what);
    const installation = app.installation === undefined ? {} : { installationId: app.installation };
    return { kind: 'app', appId: app.id, privateKey, ...installation };
  }
  const names = tokenVariables(forge);
  // All of them are taken, so that none stays in the environment.
  const [set] = names.filter((name) => secrets.take(name) !== undefined);
  if (set !== undefined) return { kind: 'token', token: secrets.token(set, what) };
  if (names.length === 0) return undefined;
  throw new UsageError(
    `The ${what} needs a token, and none of ${names.join(', ')} is set.`,
    'Set MESHWRIGHT_TOKEN, or name another variable in auth of meshwright.yaml.',
  );
}

/** Variables that are looked at, in this order, when the configuration names none. */
export function tokenVariables({ tokenVariables: own }: ForgeFactory): readonly string[] {
  return own === undefined ? [] : ['MESHWRIGHT_TOKEN', ...own];
}

/** Everything that gates can name, with its credentials. */
export function sourceAccess({ values, folder }: Config, secrets: Secrets): SourceAccess {
  const server = (what: string, { url, tokenEnv, caFile }: ServerValues): ServerAccess => ({
    url,
    ...(tokenEnv !== undefined && { token: secrets.token(tokenEnv, what) }),
    ...(caFile !== undefined && { certificateAuthority: readAuthority(resolve(folder, caFile), what) }),
  });
  const program = ({ run, timeout }: NonNullable<ConfigValues['commands']>[string]): ProgramAccess => ({
    run,
    folder,
    timeout: timeout === undefined ? COMMAND_TIMEOUT : (parseDuration(timeout) ?? COMMAND_TIMEOUT),
  });
  return {
    prometheus: mapped(values.prometheus, (value, name) => server(`prometheus.${name}`, value)),
    argocd: values.argocd && server('argocd', values.argocd),
    flux: mapped(values.flux, (value, name) => server(`flux.${name}`, value)),
    commands: mapped(values.commands, program),
  };
}

export function webhooks({ values }: Config, secrets: Secrets): readonly Webhook[] {
  return (values.webhooks ?? []).map(({ url, secretEnv }) => {
    const what = `the webhook of ${new URL(url).host}`;
    return { url, secret: secrets.need(secretEnv, what) };
  });
}

/** Repositories with the clusters each holds; undefined clusters: all. Empty where the configuration names none. */
export function repositoriesOf({ values: { repository, repositories } }: Config): readonly Applied[] {
  if (repository !== undefined) return [{ repository, clusters: undefined }];
  const found = new Map<string, string[]>();
  for (const [cluster, name] of Object.entries(repositories ?? {}))
    found.set(name, [...(found.get(name) ?? []), cluster]);
  return [...found].map(([name, clusters]) => ({ repository: name, clusters: clusters.sort() }));
}

export interface Applied {
  readonly repository: string;
  readonly clusters: readonly string[] | undefined;
}

/** Without a prototype: a gate that names `constructor` must find nothing. */
function mapped<T, U>(values: Readonly<Record<string, T>> | undefined, to: (value: T, name: string) => U) {
  const found: Record<string, U> = Object.create(null);
  for (const [name, value] of Object.entries(values ?? {})) found[name] = to(value, name);
  return found;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `The configuration ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
      'Give the file with --config, or leave that out: meshwright.yaml of this folder is taken when it is there.',
    );
  }
}

function readAuthority(file: string, what: string): string {
  let pem = '';
  try {
    pem = readFileSync(file, 'utf8');
  } catch {
    // Said below: an unreadable file and a wrong one are mended alike.
  }
  if (/-----BEGIN CERTIFICATE-----/.test(pem) && !/PRIVATE KEY/.test(pem)) return pem;
  throw new UsageError(
    `caFile of ${what} is no certificate that can be read: ${file}.`,
    'Name the PEM file of the authority, relative to the configuration. It starts with -----BEGIN CERTIFICATE-----.',
  );
}
