import type { MeshIndex } from '../../lower/mesh-index.ts';
import { defineCheck } from './check.ts';
import { AccessInForce, accessTitle } from './walks/access-in-force.ts';
import { admits, best, knownCaller } from './walks/admission.ts';
import { callerOf, placeOfService } from './walks/callers.ts';
import { counted, titleOf } from './walks/wording.ts';

/** A declared caller that no rule names, and that only addresses, tokens or conditions of its requests may let in. */
export const accessDependsOnRequest = defineCheck({
  code: 'access-depends-on-request',
  severity: 'warning',
  *find({ index }) {
    if (index.mesh.accessPolicies.length === 0) return;
    const access = new AccessInForce(index);
    for (const service of index.mesh.inventory.services) {
      if (service.callers === 'any' || !service.sidecar) continue;
      for (const { policies, clusters } of access.of(service, 'allow')) {
        const rules = policies.flatMap((policy) => policy.rules.allow ?? []);
        const unsure = service.callers.filter((ref) => {
          const caller = knownCaller(ref, callerOf(index, ref), 'mutual');
          return caller && best(rules.map((rule) => admits(index, rule, caller, service))) === 'maybe';
        });
        const [first] = unsure;
        const [policy] = policies;
        if (!first || !policy) continue;
        yield {
          at: policy.at,
          message: `${accessTitle(policy)} may let ${titleOf(first)} call '${service.key}': its requests' addresses, tokens or conditions decide.`,
          why: `Nobody can tell before they are made; requests that no rule fits get 403 in ${counted('cluster', clusters)}.`,
          hint: `Name the caller in the rule that is meant for it: from: ${nameOf(index, first)}.`,
          related: [{ message: `'${service.key}' declares its callers here`, at: placeOfService(index, service.key) }],
        };
      }
    }
  },
});

function nameOf(index: MeshIndex, ref: Parameters<typeof callerOf>[1]): string {
  return callerOf(index, ref)?.name ?? ref.key;
}
