import type { RouteSettings } from '../../policies/settings.ts';
import { Element } from '../element.ts';
import type { IngressGateway } from '../topology/ingress-gateway.ts';
import type { Service } from '../topology/service.ts';
import type {
  RouteDelegate,
  RouteHeaders,
  RouteMirror,
  RouteRedirect,
  RouteResponse,
  RouteRewrite,
  Split,
} from './route-action.ts';
import type { RouteMatch } from './route-match.ts';

export type { Split } from './route-action.ts';
export type { RouteMatch, StringMatch } from './route-match.ts';

/** Which requests a Route is about, and where it is in force. */
interface RoutePlace<P extends string> {
  /** Which requests: all conditions of one entry; a list means any of its entries. @default every request */
  readonly match?: RouteMatch | readonly RouteMatch[];
  /** Gateways to bind to, and `'mesh'` for the sidecars of callers beside them. @default the mesh alone */
  readonly on?: readonly [IngressGateway | 'mesh', ...(IngressGateway | 'mesh')[]];
  /** Hosts of those gateways. @default all of them */
  readonly hosts?: readonly [string, ...string[]];
  /** Port of the service. @default each of its HTTP ports; on gateways its only HTTP port */
  readonly port?: NoInfer<P>;
  /** Higher goes first; then more conditions, then the id. @default 0 */
  readonly precedence?: number;
  /** Name of the route in the proxies' access logs. @default none */
  readonly name?: string;
  /**
   * Changes to headers of every request and answer of the route; of its own answers where it gives them.
   * @default none
   */
  readonly headers?: RouteHeaders;
}

/** A destination and what happens on the way there. */
interface ToVersions<V extends string, P extends string> {
  /** Shares over versions, 100 together. @default the service's default destination: `stable`, as a Canary shifts it */
  readonly to?: Split<V>;
  /**
   * Port of the service that requests are sent to, where it is not the one that was called: plain HTTP that callers' proxies
   * take on over TLS goes to a port of HTTPS, for which a TrafficPolicy has `clientTls`. For routes of the mesh.
   * @default the port that was called
   */
  readonly toPort?: NoInfer<P>;
  /** What the destination sees in place of what the caller wrote. @default nothing is rewritten */
  readonly rewrite?: RouteRewrite;
  /** Copies of requests for other versions; those of a Canary come on top. @default none */
  readonly mirrors?: readonly [RouteMirror<NoInfer<V>>, ...RouteMirror<NoInfer<V>>[]];
  /** Settings of this route alone: each goes before every TrafficPolicy's. @default those of the policies in force */
  readonly settings?: RouteSettings;
  readonly redirect?: never;
  readonly directResponse?: never;
  readonly delegate?: never;
}

/** An answer in place of a destination. */
interface OwnAnswer {
  readonly to?: never;
  readonly toPort?: never;
  readonly rewrite?: never;
  readonly mirrors?: never;
  readonly settings?: never;
}

interface Redirect extends OwnAnswer {
  /** Sends the caller elsewhere, in place of a destination. */
  readonly redirect: RouteRedirect;
  readonly directResponse?: never;
  readonly delegate?: never;
}

interface DirectResponse extends OwnAnswer {
  /** Answers by itself, in place of a destination. */
  readonly directResponse: RouteResponse;
  readonly redirect?: never;
  readonly delegate?: never;
}

interface Delegated extends OwnAnswer {
  /** Hands the requests to routes of another team, in place of a destination. Beside it neither headers nor settings. */
  readonly delegate: RouteDelegate;
  readonly redirect?: never;
  readonly directResponse?: never;
}

/** Settings of a Route: which requests it is about, and one destination or answer for them. */
export type RouteProps<V extends string, P extends string> = RoutePlace<P> &
  (ToVersions<V, P> | Redirect | DirectResponse | Delegated);

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
