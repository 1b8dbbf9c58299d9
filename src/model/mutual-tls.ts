import type { Cluster } from './cluster.ts';
import { Element } from './element.ts';
import type { Mesh } from './mesh.ts';
import type { Service } from './service.ts';
import type { MutualTlsMode } from './snapshot-types.ts';

export interface MutualTlsProps<P extends string = never> {
  /**
   * What servers accept: only mutual TLS, both, or only plaintext.
   * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/#PeerAuthentication-MutualTLS-Mode
   */
  readonly mode: MutualTlsMode;
  /** Server clusters: where the pods that accept the connection run. @default all */
  readonly in?: readonly [Cluster, ...Cluster[]];
  /** Only pods of this namespace; for a rule of the mesh. */
  readonly namespace?: string;
  /** Only this port of the service. */
  readonly port?: NoInfer<P>;
}

/**
 * Which connections servers accept. The scope is the mesh or one service.
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export class MutualTls<V extends string = never, P extends string = never> extends Element {
  readonly subject: Mesh | Service<V, P>;
  readonly props: MutualTlsProps<P>;

  constructor(scope: Mesh | Service<V, P>, id: string, props: MutualTlsProps<P>) {
    super(scope, id);
    this.subject = scope;
    this.props = props;
  }
}
