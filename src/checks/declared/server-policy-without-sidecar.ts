import type { Scoped } from '../../model/snapshot-types.ts';
import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { ofProxies } from './walks/proxy-settings.ts';

/** Servers' sidecars enforce access policies and mutual TLS; a service without one is open to everybody. */
export const serverPolicyWithoutSidecar = defineCheck({
  code: 'server-policy-without-sidecar',
  severity: 'error',
  *find({ index }) {
    const policies: readonly (readonly [string, Scoped])[] = [
      ...index.mesh.accessPolicies.map((policy) => ['AccessPolicy', policy] as const),
      ...index.mesh.jwtAuthentications.map((jwt) => ['JwtAuthentication', jwt] as const),
      ...index.mesh.mutualTls.map((rule) => ['MutualTls', rule] as const),
      ...ofProxies(index.mesh).flatMap(([what, all]) => all.map((one) => [what, one] as const)),
    ];
    for (const [what, { id, subject, at }] of policies) {
      const service = 'service' in subject ? index.services.get(subject.service) : undefined;
      if (!service || service.sidecar) continue;
      yield {
        at,
        message: `${what} '${id}' is about service '${service.key}', which has no sidecar to enforce it.`,
        why: 'The object would be there and mean nothing: every caller gets in, over plaintext, while the source says otherwise.',
        hint: 'Give the service a sidecar, or remove the policy and guard the service by other means, such as a NetworkPolicy.',
        related: [
          { message: 'the service is declared without a sidecar here', at: placeOfService(index, service.key) },
        ],
      };
    }
  },
});
