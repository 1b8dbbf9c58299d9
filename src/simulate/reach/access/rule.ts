import { entries, type Fields, fields, isFields, text, texts } from '../../shape.ts';
import { type Condition, condition, holds, type Kind } from './condition.ts';
import {
  ADDRESS,
  HOST,
  METHOD,
  NAMESPACE,
  PATH,
  PORT,
  PRINCIPAL,
  REQUEST_PRINCIPAL,
  serviceAccountKind,
  TRUST_DOMAIN,
} from './kinds.ts';
import type { AccessRequest } from './request.ts';
import { every, some, type Tri } from './tri.ts';
import { domainsWithAliases, withAliases } from './trust-domains.ts';
import { kindOfKey } from './when.ts';

/** One rule of an AuthorizationPolicy: who (one of `from`), what (one of `to`), and every `when`. */
export interface Rule {
  readonly from: readonly (readonly Condition[])[];
  readonly to: readonly (readonly Condition[])[];
  readonly when: readonly Condition[];
}

export interface RuleContext {
  readonly policyNamespace: string;
  /** The proxy's own trust domain and its aliases. */
  readonly trusted: readonly string[];
}

/** Undefined for a rule that istiod leaves out: not an object, or with an unknown key in `when`. */
export function readRule(value: unknown, context: RuleContext): Rule | undefined {
  if (!isFields(value)) return undefined;
  const when: Condition[] = [];
  for (const one of entries(value.when)) {
    const key = text(one.key) ?? '';
    const kind = kindOfKey(key, context.policyNamespace);
    if (!kind) return undefined;
    const expand = expansionOf(key, context);
    const made = condition(key, kind, expand(texts(one.values)), expand(texts(one.notValues)));
    if (made) when.push(made);
  }
  return {
    from: entries(value.from).map(({ source }) => readFields(fields(source), sourceKinds(context), context)),
    to: entries(value.to).map(({ operation }) => readFields(fields(operation), OPERATION, context)),
    when,
  };
}

/** The same rule as a proxy has it for a port; undefined where istiod leaves the whole rule out. */
export function ruleFor(rule: Rule, protocol: 'http' | 'tcp', action: string): Rule | undefined {
  const all = [...rule.from.flat(), ...rule.to.flat(), ...rule.when];
  const unusable = (one: Condition) => (one.httpOnly && protocol === 'tcp') || one.broken > 0;
  if (!all.some(unusable)) return rule;
  // A grant that cannot be told whole is no grant; what refuses rather refuses too much.
  if (action === 'ALLOW') return undefined;
  const usable = (list: readonly Condition[]) => list.filter((one) => !(one.httpOnly && protocol === 'tcp'));
  return { from: rule.from.map(usable), to: rule.to.map(usable), when: usable(rule.when) };
}

export function ruleMatches({ from, to, when }: Rule, request: AccessRequest): Tri {
  const all = (conditions: readonly Condition[]) => every(conditions, (one) => holds(one, request));
  const parts: Tri[] = [];
  if (from.length > 0) parts.push(some(from, all));
  if (to.length > 0) parts.push(some(to, all));
  parts.push(all(when));
  return every(parts, (part) => part);
}

/** Fields of a rule that simulated requests do not have, for people. */
export function opaqueFields({ from, to, when }: Rule): readonly string[] {
  const opaque = [...from.flat(), ...to.flat(), ...when].filter((one) => one.opaque);
  return [...new Set(opaque.map(({ field }) => field))];
}

function sourceKinds({ policyNamespace }: RuleContext): Readonly<Record<string, Kind>> {
  return {
    principals: PRINCIPAL,
    requestPrincipals: REQUEST_PRINCIPAL,
    namespaces: NAMESPACE,
    serviceAccounts: serviceAccountKind(policyNamespace),
    trustDomains: TRUST_DOMAIN,
    ipBlocks: ADDRESS,
    remoteIpBlocks: ADDRESS,
  };
}

const OPERATION: Readonly<Record<string, Kind>> = { hosts: HOST, methods: METHOD, paths: PATH, ports: PORT };

function readFields(object: Fields, kinds: Readonly<Record<string, Kind>>, context: RuleContext): readonly Condition[] {
  return Object.entries(kinds).flatMap(([field, kind]) => {
    const expand = expansionOf(field, context);
    const refused = `not${field.slice(0, 1).toUpperCase()}${field.slice(1)}`;
    return condition(field, kind, expand(texts(object[field])), expand(texts(object[refused]))) ?? [];
  });
}

function expansionOf(field: string, { trusted }: RuleContext): (values: readonly string[]) => readonly string[] {
  if (field === 'principals' || field === 'source.principal') return (values) => withAliases(values, trusted);
  if (field === 'trustDomains' || field === 'source.trustDomain')
    return (values) => domainsWithAliases(values, trusted);
  return (values) => values;
}
