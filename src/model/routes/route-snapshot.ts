import type { Place } from '../../diagnostics/diagnostic.ts';
import type { RouteSettings } from '../../policies/settings.ts';
import type { HeaderMatches, Permille, TextMatch } from '../specs.ts';

/** Conditions that must all hold, in Istio's own terms: cookies and claims are headers here, gRPC methods are paths. */
export interface MatchSnapshot {
  readonly path?: TextMatch;
  readonly ignorePathCase?: true;
  readonly method?: TextMatch;
  readonly authority?: TextMatch;
  readonly scheme?: TextMatch;
  readonly headers?: HeaderMatches;
  /** Headers that must not be so; `'present'`: that must not be there. */
  readonly withoutHeaders?: HeaderMatches;
  /** By name; unlike names of headers these tell upper and lower case apart. */
  readonly queryParams?: HeaderMatches;
  /** Workloads that ask, by namespace and labels of their pods. */
  readonly from?: WorkloadsSnapshot;
  /** Port of the gateway. */
  readonly gatewayPort?: number;
  /** Of TLS: names that the caller asks for. */
  readonly sniHosts?: readonly string[];
  /** Of TCP: addresses that the caller connects to. */
  readonly destinationSubnets?: readonly string[];
  /** For logs and statistics; no conditions. */
  readonly name?: string;
  readonly statPrefix?: string;
}

export interface WorkloadsSnapshot {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface HeaderEditsSnapshot {
  readonly set?: Readonly<Record<string, string>>;
  readonly add?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
}

export interface HeadersSnapshot {
  readonly request?: HeaderEditsSnapshot;
  readonly response?: HeaderEditsSnapshot;
}

export interface RewriteSnapshot {
  readonly authority?: string;
  readonly uri?: string;
  readonly uriRegexRewrite?: { readonly match: string; readonly rewrite: string };
}

export interface RedirectSnapshot {
  readonly authority?: string;
  readonly scheme?: string;
  readonly redirectCode?: number;
  readonly uri?: string;
  readonly prefixRewrite?: string;
  readonly port?: number;
  readonly derivePort?: string;
}

export interface DirectResponseSnapshot {
  readonly status: number;
  readonly body?: { readonly string: string } | { readonly bytes: string };
}

/** What a route does beside choosing a destination, or in place of it. */
export interface RouteActions {
  /** The proxy's own answer; at most one of the two, and then `to` is empty. */
  readonly redirect?: RedirectSnapshot;
  readonly directResponse?: DirectResponseSnapshot;
  /** A VirtualService of somebody else's whose routes stand in its place; then `to` is empty as well. */
  readonly delegate?: { readonly namespace: string; readonly name: string };
  readonly rewrite?: RewriteSnapshot;
  readonly headers?: HeadersSnapshot;
  /** Changes to headers for one version of `to`. */
  readonly versionHeaders?: Readonly<Record<string, HeadersSnapshot>>;
  /** Versions that get copies, each with its share of the requests, sorted by version. */
  readonly mirrors?: readonly MirrorToSnapshot[];
  readonly settings?: RouteSettings;
}

export interface MirrorToSnapshot {
  readonly version: string;
  readonly share: Permille;
}

export interface RouteSnapshot extends RouteActions {
  readonly at: Place | undefined;
  readonly id: string;
  readonly service: string;
  /** Alternatives, of which one must hold; empty: every request. */
  readonly match: readonly MatchSnapshot[];
  /** Shares over versions; undefined: the service's default destination; empty: none, the proxy answers. */
  readonly to: Readonly<Record<string, Permille>> | undefined;
  /** Gateway keys; undefined: the mesh. */
  readonly on: readonly string[] | undefined;
  /** Gateway hosts the route answers for; undefined: all of the gateway's. */
  readonly hosts: readonly string[] | undefined;
  readonly port: string | undefined;
  /** Where requests are sent to; undefined: the port that was called. */
  readonly toPort?: string;
  readonly precedence: number;
  /** In the proxies' logs. */
  readonly name?: string;
  /** Keys of services that `from` names. */
  readonly callers?: readonly string[];
}
