import { factsOf } from '../../istio/facts-of-inventory.ts';
import type { CanarySnapshot } from '../../model/snapshot-types.ts';
import { capacityOf } from '../../schedule/capacity/capacity.ts';
import { type Excess, excessOf } from '../../schedule/capacity/limits.ts';
import { bearsOn } from '../../schedule/capacity/relevant.ts';
import { type CheckFinding, defineCheck, type Judged } from './check.ts';
import { canaryName } from './walks/wording.ts';

/** A stage sends more out of a cluster, or to a pod, than its author allows. */
export const canaryExceedsLimit = defineCheck({
  code: 'canary-exceeds-limit',
  severity: 'error',
  *find(judged) {
    for (const canary of judged.index.moves) {
      const { limits, service: key } = canary.spec;
      const service = judged.index.services.get(key);
      if (!limits || !service) continue;
      const counted = service.runsIn.some(({ replicas }) => replicas !== undefined);
      if (limits.onCanary !== undefined && !counted) {
        yield uncounted(canary);
        continue;
      }
      const first = excessFor(judged, canary);
      if (first) yield finding(canary, first);
    }
  },
});

function excessFor({ mesh, index, objects }: Judged, { spec }: CanarySnapshot): Excess | undefined {
  const service = index.services.get(spec.service);
  if (!service) return undefined;
  const facts = factsOf(mesh.inventory);
  const bearing = objects.filter(({ manifest, service: about }) => bearsOn(manifest.kind, about, spec.service));
  return excessOf(spec.limits ?? {}, capacityOf({ facts, service, canary: spec, objects: bearing }))[0];
}

function uncounted(canary: CanarySnapshot): CheckFinding {
  const { service, to } = canary.spec;
  return {
    at: canary.at,
    message: `Canary '${canaryName(canary)}' limits what a pod of '${to}' may get, and service '${service}' does not say how many pods there are.`,
    why: 'Nothing would hold the rollout to its limit.',
    hint: "Say replicas in the service's runsIn: { cluster, replicas: { v1: 10, v2: 2 } }, or leave maxOnCanary out.",
  };
}

function finding(canary: CanarySnapshot, { stage, what, limit }: Excess): CheckFinding {
  return {
    at: canary.at,
    message: `At ${stage} of canary '${canaryName(canary)}' of service '${canary.spec.service}' ${what}, more than ${limit}.`,
    why: 'Clusters are filled and networks paid for by what they serve today; pods that get more than they were made for fail, and the canary with them.',
    hint: `Run more pods of '${canary.spec.to}' where it is asked for, take smaller steps, set pinToCluster, or raise the limit if that is meant.`,
  };
}
