import { Element } from '../element.ts';
import type { UndeclaredCaller } from '../specs.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { IngressGateway } from '../topology/ingress-gateway.ts';
import type { Mesh } from '../topology/mesh.ts';
import type { Service, ServiceInMesh } from '../topology/service.ts';
import type { AccessRule } from './access-rule.ts';

interface AccessMeaning<P extends string | number> {
  /**
   * Requests let in. The first list that is in force for a pod turns "everybody" into "only these"; lists of the service,
   * its namespace and the mesh add up. An empty list lets nobody in by itself.
   */
  readonly allow?: readonly AccessRule<P>[];
  /** Requests refused, whatever allows them. */
  readonly deny?: readonly [AccessRule<P>, ...AccessRule<P>[]];
  /**
   * Requests that proxies mark for a plugin that writes them down; refuses nothing.
   * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#AuthorizationPolicy-Action
   */
  readonly audit?: readonly [AccessRule<P>, ...AccessRule<P>[]];
  /** Requests about which an authorizer of MeshConfig's `extensionProviders` is asked first. */
  readonly custom?: CustomAccess<P>;
  /** Server clusters: where the pods run. @default all */
  readonly in?: readonly [Cluster, ...Cluster[]];
  /**
   * Proxies evaluate `allow` and `deny` and report what they would refuse, in logs and metrics, and let everybody in. It
   * stands beside a policy that is enforced, and takes nothing from it.
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

/** Requests that somebody else decides about. */
export interface CustomAccess<P extends string | number> {
  /** Name of the authorizer in MeshConfig's `extensionProviders` of every cluster; where it is missing all are refused. */
  readonly provider: string;
  readonly rules: readonly [AccessRule<P>, ...AccessRule<P>[]];
}

/** Who may call a service. */
export interface ServiceAccessPolicyProps<P extends string> extends AccessMeaning<P> {}

/** Who may call the pods of a gateway, of a namespace, or all pods of the mesh, gateways among them. */
export interface WideAccessPolicyProps extends AccessMeaning<number> {
  /** Under the mesh: only pods of this namespace. @default all pods of the mesh */
  readonly namespace?: string;
  /** With `namespace`: only its pods with these labels, where no declared service stands for them. @default all */
  readonly pods?: Readonly<Record<string, string>>;
}

/** What is let in and what is refused: without a port to name, the scope is a gateway or the mesh. */
export type AccessPolicyProps<P extends string = never> = [P] extends [never]
  ? WideAccessPolicyProps
  : ServiceAccessPolicyProps<P>;

/**
 * Who may call: a service, a gateway, a namespace, or everything in the mesh.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export class AccessPolicy<V extends string = never, P extends string = never> extends Element {
  readonly subject: Mesh | IngressGateway | Service<V, P>;
  readonly props: AccessMeaning<string> & WideAccessPolicyProps;

  constructor(scope: Mesh | IngressGateway | ServiceInMesh<V, P>, id: string, props: AccessPolicyProps<P>) {
    super(scope, id);
    this.subject = scope;
    this.props = props as AccessMeaning<string> & WideAccessPolicyProps;
  }
}
