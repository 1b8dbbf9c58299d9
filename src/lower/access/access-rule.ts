import type { ServiceFacts } from '../../istio/inventory.ts';
import { principal } from '../../istio/names.ts';
import type {
  AccessRuleSnapshot,
  AccessSourceSnapshot,
  CallerSnapshot,
  ConditionSnapshot,
  TokenSnapshot,
} from '../../model/snapshot-types.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { trustDomainsIn, trustDomainsOf } from './trust-domains.ts';

/** Fields of Istio's as plain data: the types of its CRDs forbid more than this writes. */
type Fields = Readonly<Record<string, readonly string[]>>;

/** One rule of an AuthorizationPolicy. `service`: whose ports the rule's names are. */
export function lowerRule(index: MeshIndex, service: ServiceFacts | undefined, rule: AccessRuleSnapshot): object {
  const { token } = rule;
  const sources = sourcesOf(index, rule.from);
  const tokened = token === undefined ? {} : tokenSource(token);
  const hasToken = Object.keys(tokened).length > 0;
  const from = sources ? sources.map((source) => ({ ...source, ...tokened })) : hasToken ? [tokened] : [];
  const operation = operationOf(service, rule.operation);
  const when = [...conditionsOf(token), ...rule.when.map(lowerCondition)];
  return {
    ...(from.length > 0 && { from: from.map((source) => ({ source })) }),
    ...(Object.keys(operation).length > 0 && { to: [{ operation }] }),
    ...(when.length > 0 && { when }),
  };
}

/** Undefined: anyone. Callers with a name share one source. */
function sourcesOf(index: MeshIndex, from: readonly AccessSourceSnapshot[]): Fields[] | undefined {
  if (from.some(({ kind }) => kind === 'anyone')) return undefined;
  const named = from.filter((source): source is CallerSnapshot => 'key' in source || source.kind === 'identity');
  const all = from.some(({ kind }) => kind === 'mesh');
  const principals = all ? ['*'] : principalsOf(index, named);
  const matches = from.flatMap((source) => (source.kind === 'match' ? [matchOf(index, source)] : []));
  // Callers that nobody can identify leave a source that matches nobody, as they would in a list with others.
  const isNamed = all || named.length > 0;
  return [...(isNamed ? [{ principals }] : []), ...matches];
}

function matchOf(index: MeshIndex, match: Extract<AccessSourceSnapshot, { kind: 'match' }>): Fields {
  const { fields } = match;
  const principals = [...principalsOf(index, match.identities), ...(fields.principals ?? [])];
  const notPrincipals = [...principalsOf(index, match.notIdentities), ...(fields.notPrincipals ?? [])];
  return {
    ...fields,
    ...(principals.length > 0 && { principals: unique(principals) }),
    ...(notPrincipals.length > 0 && { notPrincipals: unique(notPrincipals) }),
  };
}

function principalsOf(index: MeshIndex, callers: readonly CallerSnapshot[]): string[] {
  return unique(callers.flatMap((caller) => identitiesOf(index, caller)));
}

/** Service and gateway alike act under the service account of their pods, in the trust domain of each cluster they run in. */
export function identitiesOf(index: MeshIndex, caller: CallerSnapshot): string[] {
  if (caller.kind === 'identity') {
    const domains = caller.trustDomain === undefined ? trustDomainsIn(index) : [caller.trustDomain];
    return domains.map((domain) => principal(domain, caller.namespace, caller.serviceAccount));
  }
  const facts = caller.kind === 'gateway' ? index.gateways.get(caller.key) : index.services.get(caller.key);
  const { serviceAccount } = facts ?? {};
  if (!facts || !serviceAccount) return [];
  return trustDomainsOf(index, facts).map((domain) => principal(domain, facts.namespace, serviceAccount));
}

/** Access policies know only the pods' ports. */
function operationOf(service: ServiceFacts | undefined, operation: AccessRuleSnapshot['operation']): Fields {
  const { ports, notPorts, ...rest } = operation;
  const resolved = { ports: targetsOf(service, ports), notPorts: targetsOf(service, notPorts) };
  return {
    ...rest,
    ...(resolved.ports.length > 0 && { ports: resolved.ports }),
    ...(resolved.notPorts.length > 0 && { notPorts: resolved.notPorts }),
  };
}

function targetsOf(service: ServiceFacts | undefined, ports: readonly string[] = []): readonly string[] {
  if (!service) return ports;
  const found = ports.flatMap((name) => service.ports.filter((port) => port.name === name));
  return [...new Set(found.map(({ targetPort }) => String(targetPort)))];
}

/**
 * The part of a token that its two names tell. Istio splits the text at its last slash, so a subject that holds one is a
 * claim.
 */
function tokenSource(token: 'any' | 'none' | TokenSnapshot): Fields {
  if (token === 'any') return { requestPrincipals: ['*'] };
  if (token === 'none') return { notRequestPrincipals: ['*'] };
  const { issuer, subject } = token;
  if (subject === undefined || subject.includes('/'))
    return issuer === undefined ? {} : { requestPrincipals: [`${issuer}/*`] };
  return { requestPrincipals: [`${issuer ?? '*'}/${subject}`] };
}

function conditionsOf(token: AccessRuleSnapshot['token']): object[] {
  if (typeof token !== 'object') return [];
  const { subject, audiences, presenters, claims } = token;
  return [
    ...(audiences.length > 0 ? [{ key: 'request.auth.audiences', values: audiences }] : []),
    ...(presenters.length > 0 ? [{ key: 'request.auth.presenter', values: presenters }] : []),
    ...(subject?.includes('/') ? [{ key: 'request.auth.claims[sub]', values: [subject] }] : []),
    ...Object.entries(claims).map(([name, values]) => ({ key: `request.auth.claims[${name}]`, values })),
  ];
}

function lowerCondition({ key, values, notValues }: ConditionSnapshot): object {
  return { key, ...(values.length > 0 && { values }), ...(notValues.length > 0 && { notValues }) };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
