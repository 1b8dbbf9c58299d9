import type { PortFacts, ServiceFacts } from '../../../istio/inventory.ts';
import { groupBy } from '../../../lower/group-by.ts';
import type { MeshIndex } from '../../../lower/mesh-index.ts';
import { covers, winnerIn } from '../../../lower/precedence.ts';
import type { MutualTlsSnapshot } from '../../../model/snapshot-types.ts';

/** Which MutualTls decides what a service's pods accept. */
export class ServerRules {
  readonly #byService: ReadonlyMap<string, readonly MutualTlsSnapshot[]>;

  constructor(index: MeshIndex) {
    this.#byService = groupBy(index.mesh.mutualTls, ({ subject }) => ('service' in subject ? subject.service : ''));
  }

  /** Undefined where none applies: Istio then accepts both plaintext and mutual TLS. */
  inForce(service: ServiceFacts, port: PortFacts, cluster: string): MutualTlsSnapshot | undefined {
    const candidates = [...(this.#byService.get('') ?? []), ...(this.#byService.get(service.key) ?? [])];
    return winnerIn(
      candidates.filter(({ subject }) => covers(subject, service, { port: port.name })),
      cluster,
    );
  }
}
