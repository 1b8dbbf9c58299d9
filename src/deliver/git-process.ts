/**
 * The one place that starts git, and (with the forges) one of the named readers of the environment. Never a shell, and
 * nothing of the user's or the machine's git configuration: what a proposal holds must not depend on who proposes it.
 */
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { DeliveryError } from '../diagnostics/errors.ts';

export interface GitOptions {
  readonly input?: string | Buffer;
  readonly environment?: Readonly<Record<string, string>>;
  /** Exit codes that are an answer and not a failure; default only 0. */
  readonly accept?: readonly number[];
}

export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git in one bare repository. */
export type RunGit = (args: readonly string[], options?: GitOptions) => Promise<GitResult>;

/**
 * @param config further git configuration, e.g. the header that carries a token. It travels in the environment, never
 *   in the arguments (everyone on the machine sees those) and never on disk; its values are removed from errors.
 */
export function gitIn(repository: string, config: Readonly<Record<string, string>> = {}): RunGit {
  const secrets = Object.values(config);
  const base = hardenedEnvironment(repository, config);
  return async (args, options = {}) => {
    const result = await start(args, repository, { ...base, ...options.environment }, options.input);
    if (!(options.accept ?? [0]).includes(result.code)) throw new GitError(args, result, secrets);
    return result;
  };
}

/** git refused. Holds no credentials, so it may be printed. */
export class GitError extends DeliveryError {
  readonly command: string;
  readonly stderr: string;

  constructor(args: readonly string[], result: GitResult, secrets: readonly string[] = []) {
    const command = redact(`git ${args.join(' ')}`, secrets);
    const stderr = redact(result.stderr.trim(), secrets);
    super(`\`${command}\` failed (exit code ${result.code}): ${stderr || 'git gave no reason'}`, hintFor(stderr));
    this.name = 'GitError';
    this.command = command;
    this.stderr = stderr;
  }
}

const keptVariables = [
  'PATH',
  'SYSTEMROOT',
  'TMPDIR',
  'SSH_AUTH_SOCK',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'HTTPS_PROXY',
  'https_proxy',
  'NO_PROXY',
  'no_proxy',
];

const hardenedConfig = {
  'core.hooksPath': '/dev/null',
  'core.protectHFS': 'true',
  'core.protectNTFS': 'true',
  // Two processes that meet at one reference wait for each other instead of failing.
  'core.filesRefLockTimeout': '2000',
  // A background clean-up would outlive us and the temporary folder that we work in.
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'submodule.recurse': 'false',
  'http.followRedirects': 'false',
  // A connection that stalls is an error within a minute, not a job that hangs until its runner is killed.
  'http.lowSpeedLimit': '1000',
  'http.lowSpeedTime': '60',
};

function hardenedEnvironment(repository: string, extra: Readonly<Record<string, string>>): Record<string, string> {
  const environment: Record<string, string> = {
    HOME: repository,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes -oConnectTimeout=30',
    GIT_ALLOW_PROTOCOL: 'file:https:ssh',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    // A folder that is no repository must not make git use one further up.
    GIT_CEILING_DIRECTORIES: dirname(repository),
  };
  for (const name of keptVariables) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  // The variable would outrank an authority that the configuration names.
  if (Object.keys(extra).some((key) => /\.sslcainfo$/i.test(key))) delete environment.GIT_SSL_CAINFO;
  const config = Object.entries({ ...hardenedConfig, ...extra });
  config.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  environment.GIT_CONFIG_COUNT = String(config.length);
  return environment;
}

function start(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  input: string | Buffer | undefined,
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // git may end before it has read everything; its exit code tells the story better than a broken pipe.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', (error) => reject(cannotStart(error, cwd)));
    child.on('close', (code, signal) => {
      const ended = signal === null ? '' : `\nended by ${signal}`;
      resolve({ code: code ?? 128, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() + ended });
    });
  });
}

function cannotStart(error: Error, cwd: string): DeliveryError {
  return new DeliveryError(
    `git could not be started in ${cwd}: ${error.message}`,
    'Install git 2.38 or later so that it is in PATH, and check that the folder exists. Then run the command again.',
  );
}

function redact(text: string, secrets: readonly string[]): string {
  const withoutSecrets = secrets.reduce(
    (left, secret) => (secret === '' ? left : left.replaceAll(secret, '***')),
    text,
  );
  return withoutSecrets.replace(/:\/\/[^/\s]*@/g, '://***@').replace(/(authorization:\s*\w+\s+)\S+/gi, '$1***');
}

function hintFor(stderr: string): string {
  if (stderr.includes('dubious ownership')) {
    return 'The repository belongs to another user of this machine. Run Meshwright as its owner, or give it to this user; a safe.directory setting has no effect, because Meshwright reads no git configuration of yours.';
  }
  if (stderr.includes('.lock')) {
    return 'If no other git process works there, an earlier one was killed: remove the .lock file that is named above. Running the command again is safe.';
  }
  return 'Nothing is half done: running the command again is safe.';
}
