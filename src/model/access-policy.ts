import type { Cluster } from './cluster.ts';
import { Element } from './element.ts';
import type { IngressGateway } from './ingress-gateway.ts';
import type { Service, ServiceHandle } from './service.ts';
import type { UndeclaredCaller } from './specs.ts';

/** Methods of HTTP requests, as AuthorizationPolicy compares them. */
export type HttpMethod = 'CONNECT' | 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT' | 'TRACE';

/** Requests that a service lets in: from some callers, narrowed by all that is given beside them. */
export interface AccessRule<P extends string> {
  /** Callers by identity: each needs a `serviceAccount`. */
  readonly from:
    | ServiceHandle
    | IngressGateway
    | readonly [ServiceHandle | IngressGateway, ...(ServiceHandle | IngressGateway)[]];
  /** HTTP methods. @default all */
  readonly methods?: readonly [HttpMethod, ...HttpMethod[]];
  /** Paths: exact, `/api/*` or `*.html`. @default all */
  readonly paths?: readonly [string, ...string[]];
  /** Ports of the service. @default all */
  readonly ports?: readonly [NoInfer<P>, ...NoInfer<P>[]];
}

/** Settings of an AccessPolicy. */
export interface AccessPolicyProps<P extends string> {
  /** Requests let in; everything else is refused. An empty list refuses all. */
  readonly allow: readonly AccessRule<P>[];
  /** Server clusters: where the service's pods run. @default all */
  readonly in?: readonly [Cluster, ...Cluster[]];
  /**
   * Proxies evaluate the policy and report what it would refuse, in logs and metrics, and let everybody in. It stands
   * beside a policy that is enforced, and takes nothing from it.
   * @default false: it is enforced
   * @see https://istio.io/latest/docs/tasks/security/authorization/authz-dry-run/
   */
  readonly dryRun?: boolean;
  /**
   * Callers nobody declared that this policy may shut out although they work today: `'plaintext'` for clients without a
   * sidecar, `'undeclared'` for workloads of the mesh that are on no list. Declared callers cannot be given up.
   * @default none: a change that shuts them out of a service with `callers: 'any'` is not safe
   */
  readonly acknowledge?: readonly [UndeclaredCaller, ...UndeclaredCaller[]];
}

/**
 * Who may call a service. The first policy of a service turns "everybody" into "only these".
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export class AccessPolicy<V extends string, P extends string> extends Element {
  readonly service: Service<V, P>;
  readonly props: AccessPolicyProps<P>;

  constructor(scope: Service<V, P>, id: string, props: AccessPolicyProps<P>) {
    super(scope, id);
    this.service = scope;
    this.props = props;
  }
}
