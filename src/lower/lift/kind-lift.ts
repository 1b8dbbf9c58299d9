import type { IstioKind } from '../../istio/generated/kinds.ts';
import type { Inventory } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { MeshSnapshot } from '../../model/snapshot-types.ts';
import type { MeshIndex } from '../mesh-index.ts';

/** Lists of what authors declare: everything of a mesh that is not about a single thing. */
type Declarations = {
  readonly [Name in keyof MeshSnapshot as MeshSnapshot[Name] extends readonly unknown[]
    ? Name
    : never]?: MeshSnapshot[Name];
};

/**
 * What an author would declare to get an object of one cluster. Facts stand for a construct of the mesh itself: what
 * an object tells of a service is which versions it has and who calls it.
 */
export interface Pieces extends Declarations {
  readonly facts?: {
    readonly [Name in keyof Inventory]?: Inventory[Name] extends readonly (infer Thing)[]
      ? readonly Partial<Thing>[]
      : Inventory[Name];
  };
}

/** How objects of one kind of Istio are read back. */
export interface KindLift {
  readonly kind: IstioKind;
  /**
   * What an author says to get a field, by its path in the spec without places in lists (`http.match.port`): also what
   * holds for all fields below it, unless they have a line of their own.
   */
  readonly said: Readonly<Record<string, string>>;
  /** Undefined for an object that no construct says. */
  lift(index: MeshIndex, manifest: Manifest): Pieces | undefined;
  /**
   * Facts without what objects of this kind tell of them, so that only lifting can bring it back; as they are where the
   * kind tells nothing of them.
   */
  forget?(facts: Inventory): Inventory;
}
