import type { Service } from '../topology/service.ts';

declare const madeByMove: unique symbol;

/** A service with two of its versions. Only `move` makes one, so that the compiler knows them to be its own. */
export interface ServiceMove {
  readonly service: Service<string, string>;
  /** Version that the service has. */
  readonly from: string;
  /** Version that it gets. */
  readonly to: string;
  readonly [madeByMove]: true;
}

/** With `versions` widened to `string` nothing can be excluded, and diagnostics take over. */
type OtherVersion<V extends string, F extends string> = string extends V ? string : Exclude<V, F>;

/** From which version to which other one. */
export interface Versions<V extends string, F extends V> {
  /** The version that has the traffic now; the service's `stable`. */
  readonly from: F;
  /** The version that is to have it. */
  readonly to: OtherVersion<NoInfer<V>, NoInfer<F>>;
}

/**
 * A service that moves together with the one of a Canary: an entry of its `with`. By itself it moves nothing.
 * @example with: [move(ratings, { from: 'v1', to: 'v2' })]
 */
export function move<V extends string, F extends V>(
  service: Service<V, string>,
  { from, to }: Versions<V, F>,
): ServiceMove {
  const made: Omit<ServiceMove, typeof madeByMove> = { service, from, to };
  return made as ServiceMove;
}
