import type { IConstruct } from 'constructs';
import { type Diagnostic, diagnostic, type Finding, type Place } from '../diagnostics/diagnostic.ts';
import type { Origin } from '../diagnostics/origin.ts';
import { isDnsLabel } from '../istio/names.ts';
import { Mesh } from './topology/mesh.ts';

/** What the freezing of every construct shares: the project's root, and one list of what was found wrong. */
export class Freezing {
  readonly found: Diagnostic[] = [];
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  report(finding: Finding): void {
    this.found.push(diagnostic(finding));
  }

  placeOf(declared: { readonly origin: Origin } | undefined): Place | undefined {
    return declared?.origin.from(this.root);
  }

  /**
   * Freezes each construct by itself. Programs are run without being type-checked (tsx, Node's type stripping), so a
   * value can be of any type; what the freeze cannot read is the author's mistake and must not hide the others.
   */
  each<T extends IConstruct & { readonly origin: Origin }, R>(
    constructs: readonly T[],
    freeze: (construct: T) => R,
  ): R[] {
    return constructs.flatMap((construct) => {
      try {
        return [freeze(construct)];
      } catch (error) {
        this.#unreadable(construct, error);
        return [];
      }
    });
  }

  #unreadable(construct: IConstruct & { readonly origin: Origin }, error: unknown): void {
    this.report({
      code: 'unreadable-value',
      at: this.placeOf(construct),
      message: `${construct.constructor.name} '${construct.node.id}' has a property of the wrong type (${error instanceof Error ? error.message : String(error)}).`,
      why: 'Running a program does not check its types, so the value came through; Meshwright cannot tell what was meant.',
      hint: 'Check the program with the TypeScript compiler: npx tsc --noEmit names the property.',
    });
  }

  /** Names become file, object and host names: what Kubernetes would refuse is refused here. */
  requireLabel(what: string, name: string, at: Place | undefined): void {
    if (isDnsLabel(name)) return;
    this.report({
      code: 'invalid-name',
      at,
      message: `'${name}' cannot be the name of a ${what}.`,
      why: 'It becomes part of host, object and file names, and Kubernetes takes only DNS labels there.',
      hint: 'Use at most 63 of a-z, 0-9 and hyphens, starting and ending with a letter or digit.',
    });
  }

  /** Reports the second of two declarations that share a name; gives back those that come first. */
  withoutTwins<T>(
    what: string,
    declared: readonly T[],
    nameOf: (item: T) => string,
    placeOf: (item: T) => Place | undefined,
  ): T[] {
    const first = new Map<string, T>();
    for (const item of declared) {
      const name = nameOf(item);
      const twin = first.get(name);
      if (twin === undefined) {
        first.set(name, item);
        continue;
      }
      this.report({
        code: 'duplicate-name',
        at: placeOf(item),
        message: `Two ${what} are called '${name}'.`,
        why: 'They would be one thing in every cluster, and one would silently replace the other.',
        hint: 'Rename one of them, or remove it.',
        related: [{ message: 'the other one is here', at: placeOf(twin) }],
      });
    }
    return [...first.values()];
  }
}

/** The mesh that a construct stands under. */
export function meshOf(construct: IConstruct): Mesh | undefined {
  return construct.node.scopes.find((scope): scope is Mesh => scope instanceof Mesh);
}

export function byKey<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
