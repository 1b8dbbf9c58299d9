/**
 * What gates ask of the world outside of Git, as data. Delivery finds the answers before it decides, so that deciding
 * stays pure and a gate can be tested with answers made by hand. Times are milliseconds since the epoch.
 */
export type Question =
  | {
      readonly ask: 'prometheus';
      /** Name of a server in the operator's configuration. */
      readonly source: string;
      readonly query: string;
      readonly start: number;
      readonly end: number;
      readonly step: number;
    }
  /**
   * Statuses of the commit and of those that followed it on the branch, in any order, older ones of a context included: the
   * first success tells since when, the newest how it is.
   */
  | { readonly ask: 'statuses'; readonly commit: string }
  | { readonly ask: 'argocd'; readonly application: string; readonly cluster: string; readonly commit: string }
  | {
      readonly ask: 'flux';
      readonly cluster: string;
      readonly namespace: string;
      readonly name: string;
      readonly commit: string;
    }
  /** `commit` merged it: two repositories may both have a pull request 7. */
  | { readonly ask: 'approvals'; readonly pull: number; readonly commit?: string }
  /** A program of the operator's configuration, by name. */
  | { readonly ask: 'command'; readonly name: string; readonly environment: Readonly<Record<string, string>> };

/** Points of one time series: milliseconds and value. A value may be NaN or infinite. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [time: number, value: number])[];
}

/**
 * How a revision stands to the commit that a stage was merged with: `contains` it, is `older`, or is one that cannot be
 * compared (`unknown`), for instance after somebody forced the branch. `sameFiles`: the cluster's folder is there just
 * as the stage left it, whatever else has changed since.
 */
export interface Revision {
  readonly id: string;
  readonly stands: 'contains' | 'older' | 'unknown';
  readonly sameFiles: boolean;
}

/** As much of an Argo CD Application as judging needs; what the server left out is undefined. */
export interface Application {
  readonly sync: string | undefined;
  readonly health: string | undefined;
  readonly healthSince: number | undefined;
  readonly revision: Revision | undefined;
  readonly operation:
    | { readonly phase: string; readonly finishedAt: number | undefined; readonly revision: Revision | undefined }
    | undefined;
  readonly reconciledAt: number | undefined;
  /** Types and messages of conditions that tell of errors. */
  readonly errors: readonly string[];
  /** Deployments of the past, oldest first. */
  readonly history: readonly { readonly revision: Revision; readonly deployedAt: number }[];
}

/** As much of a Flux Kustomization as judging needs. */
export interface Kustomization {
  readonly suspended: boolean;
  readonly generation: number | undefined;
  readonly observedGeneration: number | undefined;
  readonly ready:
    | {
        readonly status: string;
        readonly reason: string;
        readonly message: string;
        readonly since: number | undefined;
      }
    | undefined;
  readonly applied: Revision | undefined;
  readonly attempted: Revision | undefined;
  /** Reconciliations that succeeded, with the time of the first at that revision. */
  readonly history: readonly { readonly revision: Revision; readonly since: number }[];
}

export type Answered<T> =
  | { readonly got: T }
  /** It may be there in a minute: the network, a 5xx, a limit. Nothing follows from it. */
  | { readonly unreachable: string }
  /** Asking again will not help: a name that is not configured, a refused token, a query with a mistake. */
  | { readonly refused: string };

interface Answers {
  readonly prometheus: readonly Series[];
  readonly statuses: readonly {
    readonly context: string;
    readonly state: 'success' | 'pending' | 'failure' | 'error';
    readonly description: string;
    readonly creator: string;
    readonly at: number;
    readonly link?: string;
  }[];
  readonly argocd: Application;
  readonly flux: Kustomization;
  readonly approvals: readonly { readonly by: string; readonly at: number }[];
  readonly command: { readonly status: number; readonly output: string };
}

export type QuestionKind = Question['ask'];
export type QuestionOf<K extends QuestionKind> = Extract<Question, { readonly ask: K }>;
export type AnswerTo<K extends QuestionKind> = Answered<Answers[K]>;

/** Finds the answer to a question of a gate; gates call it with questions that their `ask` has named. */
export interface AnswerBook {
  of<K extends QuestionKind>(question: QuestionOf<K>): AnswerTo<K>;
}
