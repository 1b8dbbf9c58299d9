/** A cluster's API server as far as a gate reads it: one Kustomization with the documented fields, driven by hand. */
import { AnsweringServer } from './answering-server.ts';
import { certificate, key } from './flux-certificate.ts';

interface Snapshot {
  readonly digest: string;
  readonly firstReconciled: string;
  readonly lastReconciled: string;
  readonly lastReconciledDuration: string;
  readonly lastReconciledStatus: string;
  readonly totalReconciliations: number;
  readonly metadata: { readonly revision: string };
}

interface Status {
  observedGeneration: number;
  conditions: object[];
  lastAppliedRevision?: string;
  lastAttemptedRevision?: string;
  history?: Snapshot[];
}

interface Kustomization {
  readonly metadata: { generation: number };
  readonly spec: { suspend?: boolean };
  readonly status: Status;
}

export class FluxCluster {
  readonly server: AnsweringServer;
  readonly #object: Kustomization;
  /** Flux keeps a history since 2.7. */
  readonly #keepsHistory: boolean;

  private constructor(server: AnsweringServer, object: Kustomization, keepsHistory: boolean) {
    this.server = server;
    this.#object = object;
    this.#keepsHistory = keepsHistory;
  }

  static async start(options: { readonly history?: boolean } = {}): Promise<FluxCluster> {
    const object: Kustomization = {
      metadata: { generation: 1 },
      spec: {},
      status: { observedGeneration: 1, conditions: [] },
    };
    const path = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/shop';
    const server = await AnsweringServer.listen(
      ({ url, authorization }) => {
        if (authorization !== 'Bearer flux-token') return [401, { kind: 'Status', status: 'Failure', code: 401 }];
        if (url !== path) return [404, { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404 }];
        return [200, { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', ...object }];
      },
      { key, cert: certificate },
    );
    return new FluxCluster(server, object, options.history ?? true);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  suspend(suspend: boolean): void {
    this.#object.spec.suspend = suspend;
  }

  edit(): void {
    this.#object.metadata.generation++;
  }

  /** It has begun with a revision. */
  begin(commit: string, at: number): void {
    this.#object.status.lastAttemptedRevision = revisionOf(commit);
    this.#ready('Unknown', 'Progressing', 'Reconciliation in progress', at);
  }

  /** It has applied a revision that renders to something (`digest`), and what it applied is healthy. */
  reconcile(commit: string, digest: string, at: number): void {
    const { status, metadata } = this.#object;
    const revision = revisionOf(commit);
    Object.assign(status, { lastAppliedRevision: revision, lastAttemptedRevision: revision });
    status.observedGeneration = metadata.generation;
    this.#ready('True', 'ReconciliationSucceeded', `Applied revision: ${revision}`, at);
    this.#remember('ReconciliationSucceeded', revision, digest, at);
  }

  fail(commit: string, reason: string, message: string, at: number): void {
    const { status, metadata } = this.#object;
    status.lastAttemptedRevision = revisionOf(commit);
    status.observedGeneration = metadata.generation;
    this.#ready('False', reason, message, at);
    this.#remember(reason, revisionOf(commit), 'sha256:failed', at);
  }

  #ready(status: string, reason: string, message: string, at: number): void {
    const common = { observedGeneration: this.#object.metadata.generation, lastTransitionTime: iso(at) };
    const healthy = { type: 'Healthy', status, reason, message, ...common };
    this.#object.status.conditions = [healthy, { type: 'Ready', status, reason, message, ...common }];
  }

  /** The last five, newest first; the same rendering with the same outcome is one entry. */
  #remember(outcome: string, revision: string, digest: string, at: number): void {
    if (!this.#keepsHistory) return;
    const past = this.#object.status.history ?? [];
    const same = past.find((one) => one.digest === digest && one.lastReconciledStatus === outcome);
    const entry: Snapshot = {
      digest,
      firstReconciled: same?.firstReconciled ?? iso(at),
      lastReconciled: iso(at),
      lastReconciledDuration: '120ms',
      lastReconciledStatus: outcome,
      totalReconciliations: (same?.totalReconciliations ?? 0) + 1,
      metadata: { revision },
    };
    this.#object.status.history = [entry, ...past.filter((one) => one !== same)].slice(0, 5);
  }
}

function revisionOf(commit: string): string {
  return `main@sha1:${commit}`;
}

function iso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
