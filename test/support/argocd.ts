/** Argo CD's API as far as a gate reads it: Applications with the documented fields, driven by hand. */
import { AnsweringServer } from './answering-server.ts';

interface Operation {
  readonly phase: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly message: string;
  readonly syncResult: { readonly revision: string };
}

interface Status {
  sync: { status: string; revision: string };
  health: { status: string; lastTransitionTime: string };
  operationState?: Operation;
  reconciledAt: string;
  conditions: { type: string; message: string; lastTransitionTime: string }[];
  history: { id: number; revision: string; deployedAt: string }[];
}

type Applications = Map<string, { status: Status; operation?: object }>;

export class ArgoCd {
  readonly server: AnsweringServer;
  readonly #applications: Applications;

  private constructor(server: AnsweringServer, applications: Applications) {
    this.server = server;
    this.#applications = applications;
  }

  static async start(): Promise<ArgoCd> {
    const applications: Applications = new Map();
    const server = await AnsweringServer.listen(({ url, authorization }) => {
      if (authorization !== 'Bearer argo-token') return [401, { error: 'invalid session', code: 16 }];
      const name = /^\/api\/v1\/applications\/([^/?]+)\?refresh=normal/.exec(url)?.[1] ?? '';
      const found = applications.get(decodeURIComponent(name));
      // For what is not there the API answers as for what may not be seen.
      if (!found) return [403, { error: 'permission denied', code: 7 }];
      const metadata = { name, namespace: 'argocd', resourceVersion: '1' };
      const spec = { project: 'default', destination: { name }, source: { path: 'dist' } };
      return [200, { metadata, spec, ...found }];
    });
    return new ArgoCd(server, applications);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** An Application that has synced a revision, and is healthy since before. */
  add(name: string, revision: string, at: number): void {
    this.#applications.set(name, {
      status: {
        sync: { status: 'Synced', revision },
        health: { status: 'Healthy', lastTransitionTime: iso(at) },
        reconciledAt: iso(at),
        conditions: [],
        history: [],
      },
    });
    this.sync(name, revision, at);
  }

  /** It sees a new revision in Git that changes its manifests, and has not applied it. */
  outOfSync(name: string, revision: string, at: number): void {
    Object.assign(this.#of(name), { sync: { status: 'OutOfSync', revision }, reconciledAt: iso(at) });
  }

  /** It has been asked to sync, and nothing has begun. */
  request(name: string): void {
    const application = this.#applications.get(name);
    if (application) application.operation = { sync: { prune: true } };
  }

  /** It is applying a revision. */
  begin(name: string, revision: string, at: number): void {
    delete this.#applications.get(name)?.operation;
    const operation = { phase: 'Running', startedAt: iso(at), message: '', syncResult: { revision } };
    this.#of(name).operationState = operation;
  }

  /** It has applied a revision; health is looked at a second later. */
  sync(name: string, revision: string, at: number): void {
    const status = this.#of(name);
    const times = { startedAt: iso(at - 2000), finishedAt: iso(at) };
    status.operationState = { phase: 'Succeeded', ...times, message: 'successfully synced', syncResult: { revision } };
    status.sync = { status: 'Synced', revision };
    status.reconciledAt = iso(at + 1000);
    status.history = [...status.history, { id: status.history.length, revision, deployedAt: iso(at) }].slice(-10);
  }

  /** A commit of others: it sees the revision, and there is nothing to apply. */
  see(name: string, revision: string, at: number): void {
    Object.assign(this.#of(name), { sync: { status: 'Synced', revision }, reconciledAt: iso(at) });
  }

  /** Says this of the comparison with Git, as it is. */
  compare(name: string, sync: { status: string; revision: string; revisions: readonly string[] }): void {
    this.#of(name).sync = sync;
  }

  become(name: string, health: string, at: number): void {
    Object.assign(this.#of(name), { health: { status: health, lastTransitionTime: iso(at) }, reconciledAt: iso(at) });
  }

  /** It cannot render what is in Git, or can again. */
  complain(name: string, message: string | undefined, at: number): void {
    const condition = { type: 'ComparisonError', message: message ?? '', lastTransitionTime: iso(at) };
    const warning = { type: 'OrphanedResourceWarning', message: 'one orphan', lastTransitionTime: iso(at) };
    this.#of(name).conditions = message === undefined ? [warning] : [warning, condition];
  }

  #of(name: string): Status {
    const application = this.#applications.get(name);
    if (!application) throw new Error(`there is no Application ${name}`);
    return application.status;
  }
}

/** As Kubernetes writes times: to the second. */
function iso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
