import type { ServiceFacts } from '../istio/inventory.ts';
import { selects } from '../istio/labels.ts';
import type { Scoped, Subject, TrafficPolicySnapshot } from '../model/snapshot-types.ts';
import type { SettingName } from '../policies/settings.ts';
import { appliesIn } from './mesh-index.ts';

/** The narrower the subject, the higher. */
const RANK = { mesh: 0, namespace: 1, service: 2, gateway: 2, pods: 2, version: 3, port: 4 } as const satisfies Record<
  Subject['kind'],
  number
>;

/** First the subject, then whether the policy names clusters. Equal ranks that meet are a diagnostic, not a choice. */
export function rankOf({ subject, in: clusters }: Scoped): number {
  return RANK[subject.kind] * 2 + (clusters ? 1 : 0);
}

/** The highest-ranking of the candidates that apply in a cluster; the first of several equal ones. */
export function winnerIn<T extends Scoped>(candidates: readonly T[], cluster: string): T | undefined {
  let winner: T | undefined;
  for (const candidate of candidates) {
    if (appliesIn(candidate, cluster) && (!winner || rankOf(candidate) > rankOf(winner))) winner = candidate;
  }
  return winner;
}

/** What a call is about, beside its service and its client cluster. */
export interface CallScope {
  readonly version?: string;
  readonly port?: string;
}

/** The settings in force for some calls: which policy each comes from. */
export type Effective = ReadonlyMap<SettingName, TrafficPolicySnapshot>;

export function covers(
  subject: Subject,
  service: Pick<ServiceFacts, 'key' | 'namespace' | 'workload'>,
  scope: CallScope,
): boolean {
  switch (subject.kind) {
    case 'mesh':
      return true;
    case 'namespace':
      return subject.namespace === service.namespace;
    case 'service':
      return subject.service === service.key;
    case 'gateway':
      return false;
    case 'pods':
      return subject.namespace === service.namespace && selects(subject.labels, service.workload);
    case 'version':
      return subject.service === service.key && subject.version === scope.version;
    case 'port':
      return subject.service === service.key && subject.port === scope.port;
  }
}
