import { Element } from './element.ts';
import type { IngressGateway } from './ingress-gateway.ts';
import type { Service } from './service.ts';
import type { Weight } from './weight.ts';

/** Exactly one way to compare a text. `regex` is RE2 and matches the whole text. */
export type StringMatch =
  | { readonly exact: string; readonly prefix?: never; readonly regex?: never }
  | { readonly exact?: never; readonly prefix: string; readonly regex?: never }
  | { readonly exact?: never; readonly prefix?: never; readonly regex: string };

/** Conditions that must all hold. */
export interface RouteMatch {
  /** Path of the request, without the query. */
  readonly path?: StringMatch;
  /** Headers by name, in any case; `'present'` asks only that the header is there. */
  readonly headers?: Readonly<Record<string, StringMatch | 'present'>>;
}

/** Shares over versions. Without NoInfer, which would let any name pass for a service without versions. */
export type Split<V extends string> = { readonly [Version in V]?: Weight };

/** Settings of a Route. */
export interface RouteProps<V extends string, P extends string> {
  /** Which requests: all conditions of one entry; a list means any of its entries. @default every request */
  readonly match?: RouteMatch | readonly RouteMatch[];
  /** Shares over versions, 100 together. @default the service's default destination: `stable`, as a Canary shifts it */
  readonly to?: Split<V>;
  /** Gateways to bind to. @default the mesh: the sidecars of callers */
  readonly on?: readonly [IngressGateway, ...IngressGateway[]];
  /** Hosts of those gateways. @default all of them */
  readonly hosts?: readonly [string, ...string[]];
  /** Port of the service. @default each of its HTTP ports; on gateways its only HTTP port */
  readonly port?: NoInfer<P>;
  /** Higher goes first; then more conditions, then the id. @default 0 */
  readonly precedence?: number;
}

/**
 * Sends some requests for a service to versions of it, or binds it to gateways. Without `match` and `on` it replaces the
 * default route (a standing split).
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute
 */
export class Route<V extends string, P extends string> extends Element {
  readonly service: Service<V, P>;
  readonly props: RouteProps<V, P>;

  constructor(scope: Service<V, P>, id: string, props: RouteProps<V, P>) {
    super(scope, id);
    this.service = scope;
    this.props = props;
  }
}
