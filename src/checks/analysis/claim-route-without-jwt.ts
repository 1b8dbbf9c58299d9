import type { WorkloadSurroundings } from '../../istio/facts.ts';
import type { FieldPath } from '../../istio/field-path.ts';
import type { VirtualServiceSpec } from '../../istio/generated/types/index.ts';
import { selects } from '../../istio/labels.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { acting } from '../walks/scope.ts';
import type { World, WorldObject } from '../world.ts';
import { gatewayKey, gatewaysByKey, podsOfGateway } from './walks/gateways.ts';

/** A route of a gateway matches claims of tokens that nobody checks there. */
export const claimRouteWithoutJwt = defineObjectCheck({
  code: 'claim-route-without-jwt',
  severity: 'error',
  equivalents: ['IST0149'],
  *find(world) {
    for (const virtualService of acting(world, 'VirtualService')) {
      for (const name of virtualService.spec.gateways ?? []) {
        if (name === 'mesh') continue;
        const claim = firstClaim(virtualService.spec);
        if (!claim) break;
        const key = gatewayKey(name, virtualService.namespace);
        const gateway = gatewaysByKey(world, virtualService.cluster).get(key);
        if (!gateway) continue;
        const policies = world.ofKind('RequestAuthentication', virtualService.cluster);
        const unchecked = podsOfGateway(world, gateway).filter((pods) => !isChecked(world, policies, pods));
        if (unchecked.length === 0 && policies.length > 0) continue;
        yield {
          on: virtualService,
          path: claim.path,
          message: `${objectName(virtualService)} matches '${claim.name}' at Gateway ${key}, and no RequestAuthentication applies to its pods.`,
          why: 'Only a RequestAuthentication checks tokens and makes their claims known to the gateway: the match never holds.',
          hint: "Add a RequestAuthentication for the issuer in the namespace of the gateway's pods, with a selector for them.",
        };
      }
    }
  },
});

/** `@request.auth.claims.sub` or `@request.auth.claims[sub]`. */
const CLAIM = /^@request\.auth\.claims(\..+|\[.+\])$/i;

function firstClaim({ http }: VirtualServiceSpec): { name: string; path: FieldPath } | undefined {
  for (const [rule, { match }] of (http ?? []).entries()) {
    for (const [index, one] of (match ?? []).entries()) {
      for (const field of ['headers', 'withoutHeaders'] as const) {
        const name = Object.keys(one[field] ?? {}).find((header) => CLAIM.test(header));
        if (name !== undefined) return { name, path: ['spec', 'http', rule, 'match', index, field, name] };
      }
    }
  }
  return undefined;
}

function isChecked(
  { facts }: World,
  policies: readonly WorldObject<'RequestAuthentication'>[],
  { namespace, labels }: WorkloadSurroundings,
): boolean {
  return policies.some(
    ({ spec, namespace: at }) =>
      (at === facts.rootNamespace || at === namespace) &&
      // With targetRefs it is for Gateways of the Kubernetes Gateway API, and never for these pods.
      !spec.targetRef &&
      !spec.targetRefs &&
      selects(spec.selector?.matchLabels ?? {}, labels),
  );
}
