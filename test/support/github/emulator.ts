/**
 * GitHub on this machine: REST and GraphQL over a real bare repository, real smart HTTP git, people, rules and faults.
 * Every request and every answer is held against GitHub's own OpenAPI description; `close` rejects if one was wrong.
 *
 *   const hub = await githubEmulator();                    // or { clock: () => Date, repository: 'acme/mesh', empty: true, app: true, mergeQueue: true }
 *   const forge = await hub.forge();                        // Meshwright's own, connected; gitConfig() trusts the server
 *   const git = await openScratch(dir, { config: await forge.gitConfig!() });
 *   hub.pass(5 * MINUTE);                                   // the clock, unless one was given
 *   hub.people.merge(1, 'squash'); hub.people.label(1, 'meshwright:applied'); hub.people.review(2);
 *   hub.people.status(commit, { context: 'kustomization/us-east', state: 'success' });
 *   hub.people.push('main', { 'a.yaml': 'x\n' }); hub.people.forcePush('main', commit); hub.people.deleteBranch('meshwright/x');
 *   hub.people.protect({ checks: ['meshwright/gate'], reviews: 1 }); hub.settings.mergeQueue = true; hub.people.runQueue();
 *   hub.faults.next(/^POST .*\/pulls$/, '502 after');      // see hosted/faults.ts
 *   hub.watch(({ operation }) => { … });                   // between a request and its answer
 *   hub.calls; hub.calls.length = 0;                        // what was asked: operation, path, status
 *   hub.hub.git.run([...]); hub.hub.pulls;                  // the repository and the records themselves
 *   await hub.close();
 */
import { rm } from 'node:fs/promises';
import type { Credentials, Forge, ForgeOptions } from '../../../src/deliver/forges/contract.ts';
import { githubAt } from '../../../src/deliver/forges/github.ts';
import { type GitServer, gitServer } from '../git-http.ts';
import { Api, type Call } from '../hosted/api.ts';
import type { Faults } from '../hosted/faults.ts';
import { Hub, type HubOptions } from '../hosted/hub.ts';
import { People } from '../hosted/people.ts';
import type { HostedSettings, Identity } from '../hosted/records.ts';
import { wrongAnswer, wrongRequest } from '../openapi/check.ts';
import { App, appRoutes } from './app.ts';
import { gitRoutes } from './git-routes.ts';
import { graphqlRoute } from './graphql.ts';
import { pullRoutes } from './pull-routes.ts';
import { repositoryRoutes } from './repository-routes.ts';

/** Waits as GitHub asks for, a thousand times faster; a request that hangs is given up after ten seconds. */
export const FAST = { second: 1, gaps: false, timeout: 10_000 };

export interface EmulatorOptions extends HubOptions {
  /** `forge` proves itself as a GitHub App instead of by a token. */
  readonly app?: boolean;
  readonly mergeQueue?: boolean;
  /** `/api/v3` makes it an Enterprise Server. Default: none, as github.com. */
  readonly prefix?: string;
}

export class GitHubEmulator {
  readonly hub: Hub;
  readonly people: People;
  readonly app = new App();
  /** Of `meshwright-bot`, who may write. */
  readonly token = `ghp_${'t'.repeat(36)}`;
  /** Tokens and who they belong to; tests add their own. */
  readonly identities = new Map<string, Identity>();
  readonly #options: EmulatorOptions;
  #api: Api | undefined;
  #git: GitServer | undefined;

  constructor(options: EmulatorOptions) {
    this.#options = options;
    this.hub = new Hub(options);
    this.hub.settings.mergeQueue = options.mergeQueue ?? false;
    this.people = new People(this.hub);
    this.identities.set(this.token, { login: 'meshwright-bot', kind: 'user', scopes: ['repo'] });
  }

  async start(): Promise<this> {
    const { hub, app } = this;
    const prefix = this.#options.prefix ?? '';
    const graphql = graphqlRoute(hub, prefix === '' ? 'POST /graphql' : 'POST /api/graphql');
    this.#git = await gitServer({
      root: hub.root,
      mayEnter: (secret) => this.#identify(secret) !== undefined,
      pushed: () => hub.settle(),
    });
    this.#api = await Api.start({
      prefix,
      routes: [...repositoryRoutes(hub), ...pullRoutes(hub), ...gitRoutes(hub), ...appRoutes(hub, app), graphql],
      now: () => hub.now(),
      identify: (authorization) => this.#identify(authorization.replace(/^(token|bearer)\s+/i, '')),
      settle: () => hub.settle(),
      refusal: (status, message) => ({
        message,
        documentation_url: 'https://docs.github.example',
        status: String(status),
      }),
      // GraphQL has no OpenAPI description.
      wrong: (operation, incoming) => (operation.endsWith('graphql') ? undefined : wrongRequest(operation, incoming)),
      wrongAnswer: (operation, answer) => (operation.endsWith('graphql') ? undefined : wrongAnswer(operation, answer)),
    });
    return this;
  }

  get settings(): HostedSettings {
    return this.hub.settings;
  }

  get faults(): Faults {
    return this.#api!.faults;
  }

  get calls(): Call[] {
    return this.#api!.calls;
  }

  /** Called when a request has been handled and before it is answered: where others can come between. */
  watch(told: ((call: Call) => void) | undefined): void {
    this.#api!.watch = told;
  }

  /** Requests of git. */
  get gitRequests(): readonly string[] {
    return this.#git!.requests;
  }

  pass(milliseconds: number): void {
    this.hub.pass(milliseconds);
  }

  /** What a configuration would say to reach it. */
  options(): ForgeOptions {
    const { hub, app, token } = this;
    const credentials: Credentials = this.#options.app
      ? { kind: 'app', appId: app.appId, privateKey: app.privateKey }
      : { kind: 'token', token };
    return {
      repository: hub.fullName,
      branch: hub.branch,
      apiUrl: this.#api!.url,
      gitUrl: this.#git!.url(hub.fullName),
      credentials,
      mergeQueue: hub.settings.mergeQueue,
    };
  }

  /** One more connection. Its git configuration also lets git trust the certificate of the server. */
  async forge(more: Partial<ForgeOptions> = {}, pace = FAST): Promise<Forge> {
    const forge = await githubAt(pace).connect({ ...this.options(), ...more });
    return { ...forge, gitConfig: async () => ({ ...(await forge.gitConfig!()), ...this.#git!.gitConfig }) };
  }

  async close(): Promise<void> {
    await Promise.all([this.#api?.close(), this.#git?.close(), rm(this.hub.root, { recursive: true, force: true })]);
    const { violations } = this.#api!;
    if (violations.length > 0) throw new Error(`Not as GitHub describes it:\n${violations.join('\n')}`);
  }

  #identify(secret: string): Identity | undefined {
    return this.identities.get(secret) ?? this.app.identify(secret);
  }
}

export function githubEmulator(options: EmulatorOptions = {}): Promise<GitHubEmulator> {
  return new GitHubEmulator(options).start();
}
