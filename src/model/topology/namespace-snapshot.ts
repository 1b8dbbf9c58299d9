import type { Declared } from '../snapshot-types.ts';

/** What an author says of a namespace, in some clusters or (undefined) in all. */
export interface NamespaceSnapshot extends Declared {
  readonly name: string;
  readonly in: readonly string[] | undefined;
  /** Undefined: what runs in it says. */
  readonly injection?: boolean;
  readonly revision?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Namespaces of a mesh whose labels it writes. */
export interface NamespacesSnapshot {
  /** Whether all of them, declared or not, and the root namespace. */
  readonly all: boolean;
  readonly declared: readonly NamespaceSnapshot[];
}
