import type { AccessAction } from '../../istio/access-fields.ts';
import type { JWTRule } from '../../istio/generated/types/index.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type {
  AccessPolicySnapshot,
  AccessRuleSnapshot,
  JwtAuthenticationSnapshot,
  MutualTlsMode,
  MutualTlsSnapshot,
  Subject,
} from '../../model/snapshot-types.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { liftRules } from './access-rule.ts';
import { fieldsOf, itemsOf, labelsOf, textOf } from './fields.ts';
import { liftSubject } from './subject.ts';

/**
 * What an author would declare to get such an object of one cluster: `id` is the object's name. Undefined for an object
 * that no construct can say: of another kind, about targets, or without a readable meaning.
 */
export function liftAuthorizationPolicy(index: MeshIndex, manifest: Manifest): AccessPolicySnapshot | undefined {
  const spec = fieldsOf(manifest.spec);
  const action = ACTIONS[textOf(spec.action) ?? 'ALLOW'];
  const subject = subjectOf(index, manifest, 'AuthorizationPolicy');
  if (!subject || !action) return undefined;
  const service = subject.kind === 'service' ? index.services.get(subject.service) : undefined;
  const { annotations } = fieldsOf(manifest.metadata);
  return {
    ...common(manifest, subject),
    rules: { [action]: itemsOf(spec.rules).flatMap((rule) => liftRules(index, service, rule)) },
    provider: action === 'custom' ? textOf(fieldsOf(spec.provider).name) : undefined,
    dryRun: fieldsOf(annotations)['istio.io/dry-run'] === 'true',
    acknowledge: [],
  };
}

const ACTIONS: Readonly<Record<string, AccessAction>> = {
  ALLOW: 'allow',
  DENY: 'deny',
  AUDIT: 'audit',
  CUSTOM: 'custom',
};

/** Which tokens count. That there must be one is a rule of a policy: `required` is undefined here. */
export function liftRequestAuthentication(index: MeshIndex, manifest: Manifest): JwtAuthenticationSnapshot | undefined {
  const subject = subjectOf(index, manifest, 'RequestAuthentication');
  if (!subject) return undefined;
  const issuers = itemsOf(fieldsOf(manifest.spec).jwtRules).map((rule) => fieldsOf(rule) as JWTRule);
  return { ...common(manifest, subject), issuers, required: undefined, acknowledge: [] };
}

/**
 * One rule for the whole subject and one for each port that has its own; ports of the pods by the service's names.
 * Undefined where a port is none of a declared service.
 */
export function liftPeerAuthentication(index: MeshIndex, manifest: Manifest): readonly MutualTlsSnapshot[] | undefined {
  const subject = subjectOf(index, manifest, 'PeerAuthentication');
  if (!subject) return undefined;
  const { mtls, portLevelMtls } = fieldsOf(manifest.spec);
  const rule = (about: Subject, said: unknown): MutualTlsSnapshot[] => {
    const mode = MODES.find((one) => one === fieldsOf(said).mode);
    return mode ? [{ ...common(manifest, about), mode, acknowledge: [] }] : [];
  };
  const service = subject.kind === 'service' ? index.services.get(subject.service) : undefined;
  const named = Object.entries(fieldsOf(portLevelMtls)).map(([target, said]) => {
    const port = service?.ports.find(({ targetPort }) => String(targetPort) === target);
    return service && port ? rule({ kind: 'port', service: service.key, port: port.name }, said) : undefined;
  });
  const ports = named.flatMap((one) => one ?? []);
  return named.includes(undefined) ? undefined : [...rule(subject, mtls), ...ports];
}

const MODES: readonly MutualTlsMode[] = ['STRICT', 'PERMISSIVE', 'DISABLE'];

/**
 * Gives each JwtAuthentication the requirement that a policy about the same pods makes of it, and takes that rule out of
 * the policy; one that says nothing else is left out.
 */
export function joinTokens(
  tokens: readonly JwtAuthenticationSnapshot[],
  policies: readonly AccessPolicySnapshot[],
): {
  readonly jwtAuthentications: readonly JwtAuthenticationSnapshot[];
  readonly accessPolicies: AccessPolicySnapshot[];
} {
  const taken = new Set<unknown>();
  const jwtAuthentications = tokens.map((jwt) => {
    const about = JSON.stringify(jwt.subject);
    const own = policies.filter(({ subject, dryRun }) => !dryRun && JSON.stringify(subject) === about);
    const rule = own.flatMap(({ rules }) => rules.deny ?? []).find((one) => !taken.has(one) && isRequirement(one));
    if (!rule) return jwt;
    taken.add(rule);
    const { notPaths = [], notMethods = [] } = rule.operation;
    return { ...jwt, required: { paths: notPaths, methods: notMethods } };
  });
  const accessPolicies = policies.flatMap((policy) => {
    const deny = policy.rules.deny?.filter((rule) => !taken.has(rule));
    if (!deny || deny.length === policy.rules.deny?.length) return [policy];
    return deny.length > 0 ? [{ ...policy, rules: { deny } }] : [];
  });
  return { jwtAuthentications, accessPolicies };
}

/** Requests without a token, but for some paths, methods, and ports that speak no HTTP. */
function isRequirement({ from, token, operation, when }: AccessRuleSnapshot): boolean {
  const isPlain = from.every(({ kind }) => kind === 'anyone') && token === 'none' && when.length === 0;
  return isPlain && Object.keys(operation).every((field) => /^not(Paths|Methods|Ports)$/.test(field));
}

function subjectOf(
  index: MeshIndex,
  { apiVersion, kind, metadata, spec }: Manifest,
  wanted: string,
): Subject | undefined {
  const { selector, targetRef, targetRefs } = fieldsOf(spec);
  const isTargeted = itemsOf(targetRefs).length > 0 || Object.keys(fieldsOf(targetRef)).length > 0;
  if (kind !== wanted || isTargeted || !textOf(apiVersion)?.startsWith('security.istio.io/')) return undefined;
  const { namespace, name } = fieldsOf(metadata);
  if (typeof namespace !== 'string') return undefined;
  return liftSubject(index, namespace, labelsOf(fieldsOf(selector).matchLabels), textOf(name) ?? '');
}

/** The object's name; about pods that no service stands for, the id that the name begins with. */
function common(manifest: Manifest, subject: Subject) {
  const name = textOf(fieldsOf(manifest.metadata).name) ?? '';
  const id = subject.kind === 'pods' ? name.replace(/\.pods(\.(deny|audit|custom))?(\.dry-run)?$/, '') : name;
  return { id, subject, in: undefined, at: undefined };
}
