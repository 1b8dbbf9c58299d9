import type { ServiceFacts } from '../../istio/inventory.ts';
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
      const lack = service && lackOf(what, service);
      if (!service || !lack) continue;
      const related = [{ message: lack.where, at: placeOfService(index, service.key) }];
      const { message, why, hint } = lack;
      yield { at, message: `${what} '${id}' is about ${message}.`, why, hint, related };
    }
  },
});

interface Lack {
  readonly message: string;
  readonly why: string;
  readonly hint: string;
  readonly where: string;
}

/** Why nobody enforces it there; undefined: a proxy does. */
function lackOf(what: string, { key, external, egress, sidecar }: ServiceFacts): Lack | undefined {
  const why =
    'The object would be there and mean nothing: every caller gets in, over plaintext, while the source says otherwise.';
  if (external)
    return {
      message: `ExternalService '${key}', whose pods, if it has any, are not the mesh's to rule`,
      why: 'No proxy of the mesh stands in front of it: the object would be there and mean nothing.',
      hint: "Say who may call it at an EgressGateway ('through'), by an AccessPolicy on that; of pods that serve it, declare a Service.",
      where: 'it is declared here',
    };
  if (egress && OF_SIDECARS.has(what))
    return {
      message: `EgressGateway '${key}', whose pods have no sidecar`,
      why: 'Istio reads the object for sidecars alone: it would be there and mean nothing.',
      hint: 'Remove it: the gateway takes mutual TLS of the mesh on its port http, and an AccessPolicy on it says from whom.',
      where: 'the gateway is declared here',
    };
  if (sidecar) return undefined;
  return {
    message: `service '${key}', which has no sidecar to enforce it`,
    why,
    hint: 'Give the service a sidecar, or remove the policy and guard the service by other means, such as a NetworkPolicy.',
    where: 'the service is declared without a sidecar here',
  };
}

const OF_SIDECARS = new Set(['MutualTls', 'SidecarScope']);
