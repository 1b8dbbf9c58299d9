import { Construct } from 'constructs';
import type { Mesh, Service } from 'meshwright';

export interface BuildOptions {
  /** Which of `ready` declarations comes next, counted from 0. Default: always the first. */
  readonly next?: (ready: number) => number;
  /** Name of a grouping construct to put a network, cluster, gateway, service or object under. Default: none. */
  readonly group?: (id: string) => string | undefined;
}

export type AnyService = Service<string, string>;

/** One construct to make, once what it needs is there. */
export interface Declaration {
  readonly id: string;
  readonly needs: readonly string[];
  declare(): void;
}

/** The constructs made so far, by id. */
export class Builder {
  readonly mesh: Mesh;
  readonly #group: (id: string) => string | undefined;
  readonly #made = new Map<string, Construct>();

  constructor(mesh: Mesh, { group = () => undefined }: BuildOptions) {
    this.mesh = mesh;
    this.#group = group;
  }

  /** The mesh, or the grouping construct for this id below `parent`. */
  scope(id: string, parent: Construct = this.mesh): Construct {
    const name = this.#group(id);
    if (name === undefined) return parent;
    return (parent.node.tryFindChild(name) as Construct | undefined) ?? new Construct(parent, name);
  }

  add(id: string, construct: Construct): void {
    this.#made.set(id, construct);
  }

  get<T extends Construct>(id: string): T {
    return this.#made.get(id) as T;
  }

  all<T extends Construct>(ids: readonly string[] | undefined): [T, ...T[]] | undefined {
    return ids?.map((id) => this.get<T>(id)) as [T, ...T[]] | undefined;
  }

  subject(id: string | undefined): Mesh | AnyService {
    return id === undefined ? this.mesh : this.get<AnyService>(id);
  }
}
