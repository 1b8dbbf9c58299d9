import type { ServiceFacts } from '../istio/inventory.ts';
import type { TrafficPolicySnapshot } from '../model/snapshot-types.ts';
import { rivalsOf, type SettingName } from '../policies/settings.ts';
import { groupBy } from './group-by.ts';
import { appliesIn, type MeshIndex } from './mesh-index.ts';
import { type CallScope, covers, type Effective, rankOf } from './precedence.ts';

/** Answers "which settings are in force for these calls" for one mesh, with the policies sorted by service beforehand. */
export class Settings {
  readonly #wide: readonly TrafficPolicySnapshot[];
  readonly #byService: ReadonlyMap<string, readonly TrafficPolicySnapshot[]>;

  readonly #candidates = new Map<string, readonly TrafficPolicySnapshot[]>();

  constructor(index: MeshIndex) {
    const serviceOf = ({ subject }: TrafficPolicySnapshot) => ('service' in subject ? subject.service : '');
    const groups = groupBy(index.mesh.trafficPolicies, serviceOf);
    this.#wide = groups.get('') ?? [];
    this.#byService = groups;
  }

  /** Policies that could apply to any call to the service, the highest-ranking first. */
  candidates(service: ServiceFacts): readonly TrafficPolicySnapshot[] {
    const known = this.#candidates.get(service.key);
    if (known) return known;
    const wide = this.#wide.filter(
      ({ subject }) => subject.kind !== 'namespace' || subject.namespace === service.namespace,
    );
    const found = [...wide, ...(this.#byService.get(service.key) ?? [])].sort((a, b) => rankOf(b) - rankOf(a));
    this.#candidates.set(service.key, found);
    return found;
  }

  /** Equal for two clusters exactly when the same policies apply in both. */
  fingerprint(service: ServiceFacts, cluster: string): string {
    return this.candidates(service)
      .map((policy) => (appliesIn(policy, cluster) ? '1' : '0'))
      .join('');
  }

  /**
   * Each setting by itself: a narrower policy replaces the settings it has, and those that Istio does not take beside
   * them, and leaves the others alone.
   */
  inForce(service: ServiceFacts, cluster: string, scope: CallScope = {}): Effective {
    const effective = new Map<SettingName, TrafficPolicySnapshot>();
    for (const policy of this.candidates(service)) {
      if (!appliesIn(policy, cluster) || !covers(policy.subject, service, scope)) continue;
      for (const name in policy.settings) {
        if (!effective.has(name as SettingName) && !isOutranked(name as SettingName, policy, effective))
          effective.set(name as SettingName, policy);
      }
    }
    return effective;
  }

  /** Whether some policy is about just this version or this port. */
  hasOwn(service: ServiceFacts, cluster: string, kind: 'version' | 'port', name: string): boolean {
    return (this.#byService.get(service.key) ?? []).some(
      ({ subject, in: clusters }) =>
        (clusters === undefined || clusters.includes(cluster)) &&
        ((kind === 'version' && subject.kind === 'version' && subject.version === name) ||
          (kind === 'port' && subject.kind === 'port' && subject.port === name)),
    );
  }
}

/** Whether a narrower policy holds already with which this value would clash. Two of one rank are a diagnostic. */
function isOutranked(name: SettingName, policy: TrafficPolicySnapshot, effective: Effective): boolean {
  return rivalsOf(name).some(({ name: other, excludes }) => {
    const holder = effective.get(other);
    if (!holder || rankOf(holder) === rankOf(policy)) return false;
    return excludes(policy.settings[name], holder.settings[other]);
  });
}
