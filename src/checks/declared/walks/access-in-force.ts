import type { AccessAction } from '../../../istio/access-fields.ts';
import type { ServiceFacts } from '../../../istio/inventory.ts';
import { subjectKey } from '../../../lower/access/server-place.ts';
import { groupBy } from '../../../lower/group-by.ts';
import type { MeshIndex } from '../../../lower/mesh-index.ts';
import { covers, rankOf, winnerIn } from '../../../lower/precedence.ts';
import type { AccessPolicySnapshot } from '../../../model/snapshot-types.ts';

/** The enforced access policies of some clusters, the narrowest first: those of all subjects add up. */
export interface InForce {
  readonly policies: readonly AccessPolicySnapshot[];
  readonly clusters: readonly string[];
}

/** Which policies decide about a service, by action. */
export class AccessInForce {
  readonly #index: MeshIndex;
  readonly #wide: readonly AccessPolicySnapshot[];
  readonly #byService: ReadonlyMap<string, readonly AccessPolicySnapshot[]>;

  constructor(index: MeshIndex) {
    this.#index = index;
    const enforced = index.mesh.accessPolicies.filter(({ dryRun }) => !dryRun);
    this.#wide = enforced.filter(({ subject }) => !('service' in subject));
    this.#byService = groupBy(
      enforced.filter(({ subject }) => 'service' in subject),
      ({ subject }) => ('service' in subject ? subject.service : ''),
    );
  }

  of(service: ServiceFacts, action: AccessAction): readonly InForce[] {
    const own = this.#byService.get(service.key) ?? [];
    const wide = this.#wide.filter(({ subject }) => covers(subject, service, {}));
    return this.#winners([...own, ...wide], action, this.#index.serverClusters(service));
  }

  /** At a gateway: its own, those of its namespace and of the mesh. */
  at(gateway: string, action: AccessAction): readonly InForce[] {
    const facts = this.#index.gateways.get(gateway);
    const about = this.#wide.filter(
      ({ subject }) =>
        subject.kind === 'mesh' ||
        (subject.kind === 'namespace' && subject.namespace === facts?.namespace) ||
        (subject.kind === 'gateway' && subject.gateway === gateway),
    );
    return this.#winners(about, action, facts?.clusters ?? []);
  }

  #winners(
    policies: readonly AccessPolicySnapshot[],
    action: AccessAction,
    clusters: readonly string[],
  ): readonly InForce[] {
    const deciding = policies.filter(({ rules }) => rules[action]);
    if (deciding.length === 0) return [];
    const bySubject = [...groupBy(deciding, ({ subject }) => subjectKey(subject)).values()];
    const found = new Map<string, { readonly policies: AccessPolicySnapshot[]; readonly clusters: string[] }>();
    for (const cluster of clusters) {
      const winners = bySubject.flatMap((own) => winnerIn(own, cluster) ?? []);
      if (winners.length === 0) continue;
      winners.sort((a, b) => rankOf(b) - rankOf(a));
      const key = winners.map((policy) => deciding.indexOf(policy)).join();
      const same = found.get(key) ?? { policies: winners, clusters: [] };
      found.set(key, same);
      same.clusters.push(cluster);
    }
    return [...found.values()];
  }
}

/** `AccessPolicy 'callers' of service 'shop/cart'`. */
export function accessTitle(
  { id, subject }: Pick<AccessPolicySnapshot, 'id' | 'subject'>,
  what = 'AccessPolicy',
): string {
  switch (subject.kind) {
    case 'mesh':
      return `${what} '${id}' of the mesh`;
    case 'namespace':
      return `${what} '${id}' of namespace '${subject.namespace}'`;
    case 'pods':
      return `${what} '${id}' of pods in namespace '${subject.namespace}'`;
    case 'gateway':
      return `${what} '${id}' of gateway '${subject.gateway}'`;
    default:
      return `${what} '${id}' of service '${subject.service}'`;
  }
}
