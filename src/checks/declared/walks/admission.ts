import { isHttpOnly } from '../../../istio/access-fields.ts';
import type { CallerRef, GatewayFacts, PortFacts, ServiceFacts } from '../../../istio/inventory.ts';
import { principal } from '../../../istio/names.ts';
import { protocolFamily } from '../../../istio/protocol.ts';
import { identitiesOf } from '../../../lower/access/access-rule.ts';
import { trustDomainsOf } from '../../../lower/access/trust-domains.ts';
import type { MeshIndex } from '../../../lower/mesh-index.ts';
import type {
  AccessRuleSnapshot,
  AccessSourceSnapshot,
  CallerSnapshot,
  SourceMatchSnapshot,
} from '../../../model/snapshot-types.ts';
import { hasProxy } from './callers.ts';

/** Whether a rule is about a caller; `maybe`: addresses, tokens and conditions of the request say. */
export type Admission = 'yes' | 'maybe' | 'no';

/** A declared caller, as access policies see it. */
export interface KnownCaller {
  readonly ref: CallerRef;
  readonly facts: ServiceFacts | GatewayFacts;
  /** Whether servers get to know who it is: it has a proxy, and they speak mutual TLS. */
  readonly identified: boolean;
}

/**
 * Whether some request of the caller meets a rule. Methods, paths and hosts narrow what it may do, not whether it may call;
 * nor does a token where the rule names the caller.
 */
export function admits(
  index: MeshIndex,
  rule: AccessRuleSnapshot,
  caller: KnownCaller,
  service: ServiceFacts,
): Admission {
  if (!service.ports.some((port) => appliesTo(rule, port, service)) && service.ports.length > 0) return 'no';
  const asks = rule.token !== undefined || rule.when.length > 0;
  return best(
    rule.from.map((source) => {
      const about = isAbout(index, source, caller);
      return about === 'yes' && asks && isForAll(source) ? 'maybe' : about;
    }),
  );
}

/** Whether every request of the caller to a service meets a rule. */
export function meetsAlways(
  index: MeshIndex,
  rule: AccessRuleSnapshot,
  caller: KnownCaller,
  service: ServiceFacts,
): boolean {
  if (rule.token !== undefined || rule.when.length > 0) return false;
  const narrows = Object.keys(rule.operation).some((field) => field !== 'ports');
  if (narrows || !service.ports.every((port) => appliesTo(rule, port, service))) return false;
  return rule.from.some((source) => isAbout(index, source, caller) === 'yes');
}

/** Whether a rule is in force on a port: of a rule that allows, Istio leaves nothing where it asks for HTTP in vain. */
export function appliesTo(rule: AccessRuleSnapshot, port: PortFacts, service: ServiceFacts): boolean {
  if (protocolFamily(port.protocol) !== 'http' && httpFields(rule).length > 0) return false;
  return onPort(rule, port, service);
}

/** Whether a rule is about a port: by the port's name at its own service, by the pods' port elsewhere. */
export function onPort({ operation }: AccessRuleSnapshot, port: PortFacts, service: ServiceFacts): boolean {
  const { ports, notPorts } = operation;
  const same = (text: string) => {
    if (/^\d+$/.test(text)) return Number(text) === port.targetPort;
    return service.ports.some(({ name, targetPort }) => name === text && targetPort === port.targetPort);
  };
  return (ports === undefined || ports.some(same)) && !notPorts?.some(same);
}

/** What a rule asks for that only HTTP has. */
export function httpFields({ operation, token, when }: AccessRuleSnapshot): readonly string[] {
  return [
    ...Object.keys(operation).filter(isHttpOnly),
    ...(token === undefined ? [] : ['token']),
    ...when.map(({ key }) => key).filter(isHttpOnly),
  ];
}

/** Whether a rule can be met by somebody whom nobody knows, such as a client outside of the mesh. */
export function admitsStrangers(rule: AccessRuleSnapshot): boolean {
  return rule.from.some((source) => {
    if (source.kind === 'anyone') return true;
    if (source.kind !== 'match') return false;
    const fields = Object.keys(source.fields);
    return (
      source.identities.length === 0 && !fields.some((field) => !field.startsWith('not') && !/ipBlocks$/i.test(field))
    );
  });
}

function isForAll({ kind }: AccessSourceSnapshot): boolean {
  return kind === 'anyone' || kind === 'mesh';
}

function isAbout(index: MeshIndex, source: AccessSourceSnapshot, caller: KnownCaller): Admission {
  switch (source.kind) {
    case 'anyone':
      return 'yes';
    case 'mesh':
      return caller.identified ? 'yes' : 'no';
    case 'match':
      return isMatched(index, source, caller);
    default:
      return caller.identified && isSame(index, source, caller) ? 'yes' : 'no';
  }
}

/** Istio admits identities: another workload under an admitted service account is let in as well. */
function isSame(index: MeshIndex, source: CallerSnapshot, { ref, facts }: KnownCaller): boolean {
  if ('key' in source && source.kind === ref.kind && source.key === ref.key) return true;
  if (facts.serviceAccount === undefined) return false;
  const own = principalsOf(index, facts);
  return identitiesOf(index, source).some((identity) => own.includes(identity));
}

function principalsOf(index: MeshIndex, facts: ServiceFacts | GatewayFacts): readonly string[] {
  const { namespace, serviceAccount = '' } = facts;
  return trustDomainsOf(index, facts).map((domain) => principal(domain, namespace, serviceAccount));
}

function isMatched(index: MeshIndex, match: SourceMatchSnapshot, caller: KnownCaller): Admission {
  const { identities, notIdentities, fields } = match;
  const { facts, identified } = caller;
  const named = (list: readonly CallerSnapshot[]) => identified && list.some((one) => isSame(index, one, caller));
  const positive = identities.length + (fields.principals?.length ?? 0) > 0;
  // Trust domains of one mesh are aliases of each other, so any of them stands for all.
  const texts: Readonly<Record<string, readonly string[]>> = {
    principals: principalsOf(index, facts),
    namespaces: [facts.namespace],
    serviceAccounts: [`${facts.namespace}/${facts.serviceAccount}`],
    trustDomains: trustDomainsOf(index, facts),
  };
  const isOne = (field: string, patterns: readonly string[] = []) =>
    identified && patterns.some((pattern) => texts[field]?.some((text) => fits(pattern, text)));
  if (positive && !named(identities) && !isOne('principals', fields.principals)) return 'no';
  if (named(notIdentities)) return 'no';
  for (const [field, patterns] of Object.entries(fields)) {
    const name = field.startsWith('not') ? `${field.slice(3, 4).toLowerCase()}${field.slice(4)}` : field;
    if (field === 'principals' || !(name in texts)) continue;
    if (isOne(name, patterns) !== (name === field)) return 'no';
  }
  return Object.keys(fields).some((field) => /ipBlocks$/i.test(field)) ? 'maybe' : 'yes';
}

function fits(pattern: string, text: string): boolean {
  if (pattern.endsWith('*')) return text.startsWith(pattern.slice(0, -1));
  return pattern.startsWith('*') ? text.endsWith(pattern.slice(1)) : pattern === text;
}

export function best(found: readonly Admission[]): Admission {
  return found.includes('yes') ? 'yes' : found.includes('maybe') ? 'maybe' : 'no';
}

/** `undefined` in place of a caller that the mesh does not declare. */
export function knownCaller(
  ref: CallerRef,
  facts: ServiceFacts | GatewayFacts | undefined,
  servers: 'mutual' | 'plain',
): KnownCaller | undefined {
  return facts && { ref, facts, identified: servers === 'mutual' && hasProxy(facts) };
}
