import type { MeshApp } from 'meshwright';

/** A mesh with one fault in it. The line above the faulty `new` says `// fault: <name of the case>`. */
export interface FailingCase {
  /** Part of the message that only this finding has. */
  readonly message: string;
  readonly build: (app: MeshApp) => void;
}

/** By a name that is unique in its file. */
export type FailingCases = Readonly<Record<string, FailingCase>>;

/** Meshes that come close to the fault and are right. */
export type PassingCases = Readonly<Record<string, (app: MeshApp) => void>>;
