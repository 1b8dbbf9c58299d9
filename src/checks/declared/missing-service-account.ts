import type { CallerRef } from '../../istio/inventory.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import type { AccessPolicySnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { accessTitle } from './walks/access-in-force.ts';
import { refsOf } from './walks/access-refs.ts';
import { callerOf, placeOfCaller } from './walks/callers.ts';
import { titleOf } from './walks/wording.ts';

/** Access policies admit identities, and an identity is a service account. */
export const missingServiceAccount = defineCheck({
  code: 'missing-service-account',
  severity: 'error',
  *find({ index }) {
    for (const policy of index.mesh.accessPolicies) {
      const named = new Map(refsOf(policy).map((ref) => [titleOf(ref), ref]));
      for (const ref of named.values()) {
        const caller = callerOf(index, ref);
        if (caller && !caller.serviceAccount) yield report(index, policy, ref, caller.name);
      }
    }
  },
});

function report(index: MeshIndex, policy: AccessPolicySnapshot, ref: CallerRef, name: string): CheckFinding {
  return {
    at: policy.at,
    message: `${accessTitle(policy)} names ${titleOf(ref)}, which has no serviceAccount.`,
    why: 'Istio knows callers by the service account in their certificate; without it the rule is about nobody.',
    hint: `Give the ${ref.kind} the service account of its pods: serviceAccount: '${name}'.`,
    related: [{ message: `the ${ref.kind} is declared here`, at: placeOfCaller(index, ref) }],
  };
}
