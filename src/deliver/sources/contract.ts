import type { Answered, Question, Revision } from '../../gates/questions.ts';

/** Questions that a server or a program answers; the others (statuses, approvals) are the forge's. */
export type SourceQuestion = Extract<Question, { readonly ask: 'prometheus' | 'argocd' | 'flux' | 'command' }>;

/** Finds out how a revision that a cluster reports stands to the commit of a stage; delivery asks git. */
export type Relate = (revision: string, commit: string, cluster: string) => Promise<Revision>;

/**
 * The world beside the forge, as far as gates ask about it. Never rejects: what cannot be found out is said in the
 * answer. Never prints or returns a credential.
 */
export interface Sources {
  answer(question: SourceQuestion, relate: Relate): Promise<Answered<unknown>>;
  /** The same for one run: what several questions are about is fetched once. Absent: there is nothing to share. */
  session?(): Sources;
}

/** One server of the operator's configuration. Its credential has been read from the environment already. */
export interface ServerAccess {
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string;
  /** PEM of the authority that signed its certificate, where that is a private one. */
  readonly certificateAuthority?: string;
  /** Milliseconds after which an answer comes too late; default 30 seconds. */
  readonly timeout?: number;
}

export interface ProgramAccess {
  /** Program and arguments, run without a shell, in the folder of the configuration. */
  readonly run: readonly [string, ...string[]];
  readonly folder: string;
  /** Milliseconds after which it is stopped. */
  readonly timeout: number;
}

/** Everything of the operator's configuration that gates can name. */
export interface SourceAccess {
  readonly prometheus: Readonly<Record<string, ServerAccess>>;
  readonly argocd: ServerAccess | undefined;
  /** API servers by cluster. */
  readonly flux: Readonly<Record<string, ServerAccess>>;
  readonly commands: Readonly<Record<string, ProgramAccess>>;
}
