/**
 * Gitea on this machine, over the same repository, people, rules and faults as the emulator of GitHub:
 *
 *   const hub = await giteaEmulator();       // or { clock, repository, empty }
 *   const forge = await hub.forge();
 *   hub.people, hub.faults, hub.calls, hub.settings, hub.hub, hub.pass(ms), hub.close(): as there
 */
import { rm } from 'node:fs/promises';
import type { Forge, ForgeOptions } from '../../../src/deliver/forges/contract.ts';
import { giteaAt } from '../../../src/deliver/forges/gitea.ts';
import { type GitServer, gitServer } from '../git-http.ts';
import { Api, type Call } from '../hosted/api.ts';
import type { Faults } from '../hosted/faults.ts';
import { Hub, type HubOptions } from '../hosted/hub.ts';
import { People } from '../hosted/people.ts';
import type { HostedSettings } from '../hosted/records.ts';
import { giteaRoutes } from './routes.ts';

export const FAST = { second: 1, timeout: 10_000 };

export class GiteaEmulator {
  readonly hub: Hub;
  readonly people: People;
  readonly token = 'c0ffee'.repeat(6);
  #api: Api | undefined;
  #git: GitServer | undefined;

  constructor(options: HubOptions) {
    this.hub = new Hub(options);
    this.people = new People(this.hub);
  }

  async start(): Promise<this> {
    const { hub, token } = this;
    this.#git = await gitServer({
      root: hub.root,
      mayEnter: (secret) => secret === token,
      pushed: () => hub.settle(),
    });
    this.#api = await Api.start({
      prefix: '/api/v1',
      routes: giteaRoutes(hub),
      now: () => hub.now(),
      identify: (header) => (header === `token ${token}` ? { login: 'meshwright-bot', kind: 'user' } : undefined),
      settle: () => hub.settle(),
      refusal: (_status, message) => ({ message, url: 'https://gitea.example/api/swagger' }),
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

  watch(told: ((call: Call) => void) | undefined): void {
    this.#api!.watch = told;
  }

  get gitRequests(): readonly string[] {
    return this.#git!.requests;
  }

  pass(milliseconds: number): void {
    this.hub.pass(milliseconds);
  }

  options(): ForgeOptions {
    const { hub, token } = this;
    return {
      repository: hub.fullName,
      branch: hub.branch,
      apiUrl: this.#api!.url,
      gitUrl: this.#git!.url(hub.fullName),
      credentials: { kind: 'token', token },
    };
  }

  /** One more connection. Its git configuration also lets git trust the certificate of the server. */
  async forge(more: Partial<ForgeOptions> = {}, pace = FAST): Promise<Forge> {
    const forge = await giteaAt(pace).connect({ ...this.options(), ...more });
    return { ...forge, gitConfig: async () => ({ ...(await forge.gitConfig!()), ...this.#git!.gitConfig }) };
  }

  async close(): Promise<void> {
    await Promise.all([this.#api?.close(), this.#git?.close(), rm(this.hub.root, { recursive: true, force: true })]);
  }
}

export function giteaEmulator(options: HubOptions = {}): Promise<GiteaEmulator> {
  return new GiteaEmulator(options).start();
}
