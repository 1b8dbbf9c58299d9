import { Element } from '../element.ts';
import type { MutualTlsMode } from '../snapshot-types.ts';
import type { UndeclaredCaller } from '../specs.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { Mesh } from '../topology/mesh.ts';
import type { Service, ServiceInMesh } from '../topology/service.ts';

interface MutualTlsMeaning {
  /**
   * What servers accept: only mutual TLS, both, or only plaintext.
   * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/#PeerAuthentication-MutualTLS-Mode
   */
  readonly mode: MutualTlsMode;
  /** Server clusters: where the pods that accept the connection run. @default all */
  readonly in?: readonly [Cluster, ...Cluster[]];
  /**
   * Callers nobody declared that this rule may shut out although they work today: `'plaintext'` for clients without a
   * sidecar, `'undeclared'` for workloads of the mesh that are on no list. Declared callers cannot be given up.
   * @default none: a change that shuts them out of a service with `callers: 'any'` is not safe
   */
  readonly acknowledge?: readonly [UndeclaredCaller, ...UndeclaredCaller[]];
}

/** A rule for every server of the mesh. */
export interface MeshMutualTlsProps extends MutualTlsMeaning {
  /** Only pods of this namespace. @default all pods of the mesh */
  readonly namespace?: string;
  /** With `namespace`: only its pods with these labels, where no declared service stands for them. @default all */
  readonly pods?: Readonly<Record<string, string>>;
}

/** A rule for the pods of one service. */
export interface ServiceMutualTlsProps<P extends string> extends MutualTlsMeaning {
  /** Only this port of the service. @default all its ports */
  readonly port?: NoInfer<P>;
}

/** The rule, and which servers it is for: without a port to name, the scope is the mesh. */
export type MutualTlsProps<P extends string = never> = [P] extends [never]
  ? MeshMutualTlsProps
  : ServiceMutualTlsProps<P>;

/**
 * Which connections servers accept. The scope is the mesh or one service.
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export class MutualTls<V extends string = never, P extends string = never> extends Element {
  readonly subject: Mesh | Service<V, P>;
  readonly props: MeshMutualTlsProps & ServiceMutualTlsProps<string>;

  constructor(scope: Mesh | ServiceInMesh<V, P>, id: string, props: MutualTlsProps<P>) {
    super(scope, id);
    this.subject = scope;
    this.props = props;
  }
}
