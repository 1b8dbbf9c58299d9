import type { Place } from '../../diagnostics/diagnostic.ts';
import { ACCESS_ACTIONS, type AccessAction } from '../../istio/access-fields.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { AccessPolicySnapshot, JwtAuthenticationSnapshot } from '../../model/snapshot-types.ts';
import type { ClusterObject } from '../cluster-object.ts';
import { groupBy } from '../group-by.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { winnerIn } from '../precedence.ts';
import { lowerRule } from './access-rule.ts';
import { crossNetworkAccess } from './network-access.ts';
import { type ServerPlace, serverPlace, subjectKey } from './server-place.ts';
import { requiredToken } from './token-rule.ts';

/**
 * Who may call: one policy a subject, action and cluster, complete, because the first that allows turns everything it
 * does not name away. One that is only watched is another object beside it.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export function authorizationPolicies(index: MeshIndex): ClusterObject[] {
  const { accessPolicies, jwtAuthentications } = index.mesh;
  const all = [...accessPolicies, ...jwtAuthentications.filter(({ required }) => required)];
  const bySubject = groupBy(all, ({ subject }) => subjectKey(subject));
  return [...[...bySubject.values()].flatMap((about) => objectsOf(index, about)), ...crossNetworkAccess(index)];
}

type Said = AccessPolicySnapshot | JwtAuthenticationSnapshot;

function objectsOf(index: MeshIndex, about: readonly Said[]): ClusterObject[] {
  const policies = about.filter((one): one is AccessPolicySnapshot => 'rules' in one);
  const tokens = about.filter((one): one is JwtAuthenticationSnapshot => 'issuers' in one);
  const [first] = about;
  const clusters = first ? (serverPlace(index, first.subject, first.id)?.clusters ?? []) : [];
  const build = builder(index);
  return ACCESS_ACTIONS.flatMap((action) =>
    [false, true].flatMap((dryRun) => {
      const own = policies.filter((policy) => policy.dryRun === dryRun && policy.rules[action]);
      const required = action === 'deny' && !dryRun ? tokens : [];
      if (own.length + required.length === 0) return [];
      return clusters.flatMap((cluster) => {
        const built = build(action, dryRun, winnerIn(own, cluster), winnerIn(required, cluster));
        return built ? [{ cluster, tier: 'policies' as const, variants: [], ...built }] : [];
      });
    }),
  );
}

interface Built {
  readonly manifest: Manifest;
  readonly service: string | undefined;
  readonly at: Place | undefined;
}

/** Makes each object once, however many clusters have it. */
function builder(index: MeshIndex) {
  const known = new Map<Said | undefined, Map<string, Built>>();
  return (
    action: AccessAction,
    dryRun: boolean,
    policy: AccessPolicySnapshot | undefined,
    jwt: JwtAuthenticationSnapshot | undefined,
  ): Built | undefined => {
    const from = policy ?? jwt;
    if (!from) return undefined;
    const ofPolicy = known.get(policy) ?? new Map<string, Built>();
    known.set(policy, ofPolicy);
    const key = `${action} ${jwt?.id ?? ''}`;
    const before = ofPolicy.get(key);
    if (before) return before;
    const place = serverPlace(index, from.subject, from.id);
    if (!place) return undefined;
    const service = place.service === undefined ? undefined : index.services.get(place.service);
    const rules = [
      ...(jwt ? [requiredToken(index, jwt)] : []),
      ...(policy?.rules[action] ?? []).map((rule) => lowerRule(index, service, rule)),
    ];
    const provider = action === 'custom' ? policy?.provider : undefined;
    const manifest = objectOf(place, action, dryRun, rules, provider);
    const built = { manifest, service: place.service, at: from.at };
    ofPolicy.set(key, built);
    return built;
  };
}

function objectOf(
  { name, namespace, selector }: ServerPlace,
  action: AccessAction,
  dryRun: boolean,
  rules: readonly object[],
  provider: string | undefined,
): Manifest {
  const parts = [name, ...(action === 'allow' ? [] : [action]), ...(dryRun ? ['dry-run'] : [])];
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: {
      name: parts.join('.'),
      namespace,
      ...(dryRun && { annotations: { 'istio.io/dry-run': 'true' } }),
    },
    spec: {
      ...(selector && { selector: { matchLabels: selector } }),
      action: action.toUpperCase(),
      ...(provider !== undefined && { provider: { name: provider } }),
      // No rules at all is Istio's way to say that nothing is allowed.
      ...(rules.length > 0 && { rules }),
    },
  };
}
