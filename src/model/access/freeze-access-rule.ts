import { isConditionKey, OPERATION_FIELDS, type OperationField, SOURCE_FIELDS } from '../../istio/access-fields.ts';
import { isIpOrSubnet } from '../../istio/ip.ts';
import { byKey } from '../freezing.ts';
import { refOf } from '../topology/freeze-service.ts';
import { IngressGateway } from '../topology/ingress-gateway.ts';
import type { AccessCondition, AccessRule, AccessSource, Caller, CallerMatch, TokenMatch } from './access-rule.ts';
import type {
  AccessRuleSnapshot,
  AccessSourceSnapshot,
  CallerSnapshot,
  ConditionSnapshot,
  TokenSnapshot,
} from './access-snapshot.ts';

/** Takes what is wrong, as the rest of a sentence about the policy. */
export type Tell = (problem: string) => void;

/** `byName`: whether ports are those of a service. */
export function freezeRule(rule: AccessRule<string | number>, byName: boolean, tell: Tell): AccessRuleSnapshot {
  const operation = Object.fromEntries(
    OPERATION_FIELDS.flatMap((field) => {
      const given = rule[field] as readonly (string | number)[] | undefined;
      const values = sorted((given ?? []).map(String));
      for (const value of values) if (!isOperand(field, value, byName)) tell(`names the ${NOUN[field]} '${value}'`);
      if (given !== undefined && values.length === 0) tell(`has an empty list of ${field}`);
      return values.length > 0 ? [[field, values] as const] : [];
    }),
  );
  const from = Array.isArray(rule.from) ? (rule.from as readonly AccessSource[]) : [rule.from as AccessSource];
  if (from.length === 0) tell('has a rule from nobody');
  return {
    from: uniqueSources(from.map((source) => freezeSource(source, tell))),
    token: rule.token === undefined ? undefined : freezeToken(rule.token, tell),
    operation,
    when: (rule.when ?? []).map((condition) => freezeCondition(condition, tell)),
  };
}

const NOUN: Readonly<Record<OperationField, string>> = {
  hosts: 'host',
  notHosts: 'host',
  methods: 'method',
  notMethods: 'method',
  paths: 'path',
  notPaths: 'path',
  ports: 'port',
  notPorts: 'port',
};

const METHOD = /^(CONNECT|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT|TRACE)$/;

function isOperand(field: OperationField, value: string, byName: boolean): boolean {
  switch (NOUN[field]) {
    case 'method':
      return METHOD.test(value);
    case 'path':
      return /^[/*]/.test(value) && !/[{}]/.test(value.replace(/(?<=\/)\{\*\*?\}(?=\/|$)/g, ''));
    case 'port':
      return byName || (/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 65535);
    default:
      return value !== '';
  }
}

function freezeSource(source: AccessSource, tell: Tell): AccessSourceSnapshot {
  if (source === 'anyone' || source === 'mesh') return { kind: source };
  if (isCaller(source)) return freezeCaller(source, tell);
  const isMatch = typeof source === 'object' && source !== null && !Array.isArray(source);
  if (!isMatch) {
    tell(`has a rule from '${String(source)}'`);
    return { kind: 'match', identities: [], notIdentities: [], fields: {} };
  }
  return freezeMatch(source as CallerMatch, tell);
}

function isCaller(source: unknown): source is Caller {
  if (source instanceof IngressGateway) return true;
  const { kind } = (source ?? {}) as { readonly kind?: unknown };
  return kind === 'service' || kind === 'identity';
}

function freezeCaller(caller: Caller, tell: Tell): CallerSnapshot {
  if (caller.kind !== 'identity') return refOf(caller);
  const { trustDomain, namespace, serviceAccount } = caller;
  for (const part of [trustDomain ?? 'cluster.local', namespace, serviceAccount])
    if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(part)) tell(`names an identity with '${part}'`);
  return { kind: 'identity', trustDomain, namespace, serviceAccount };
}

function freezeMatch(match: CallerMatch, tell: Tell): AccessSourceSnapshot {
  const fields = Object.fromEntries(
    SOURCE_FIELDS.flatMap((field) => {
      const given = sorted(match[field] ?? []);
      for (const value of given) if (!isSourceValue(field, value)) tell(`has '${String(value)}' among its ${field}`);
      const values = given.filter((value) => typeof value === 'string');
      return values.length > 0 ? [[field, values] as const] : [];
    }),
  );
  const identities = uniqueCallers((match.identities ?? []).map((caller) => freezeCaller(caller, tell)));
  const notIdentities = uniqueCallers((match.notIdentities ?? []).map((caller) => freezeCaller(caller, tell)));
  const count = identities.length + notIdentities.length + Object.keys(fields).length;
  if (count === 0) tell('has a rule from callers of whom it says nothing');
  const named = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces'].some((field) => field in fields);
  if (('serviceAccounts' in fields || 'notServiceAccounts' in fields) && (named || identities.length > 0))
    tell('combines serviceAccounts with identities or namespaces, which Istio refuses in one source');
  return { kind: 'match', identities, notIdentities, fields };
}

function isSourceValue(field: string, value: unknown): boolean {
  if (typeof value !== 'string' || value === '') return false;
  if (/ipblocks$/i.test(field)) return isIpOrSubnet(value);
  return !/serviceAccounts$/i.test(field) || /^[a-z0-9][-a-z0-9.]*\/[a-z0-9][-a-z0-9.]*$/.test(value);
}

function freezeToken(token: 'any' | 'none' | TokenMatch, tell: Tell): 'any' | 'none' | TokenSnapshot {
  if (token === 'any' || token === 'none') return token;
  const { issuer, subject, audiences = [], presenters = [], claims = {} } = token;
  const named = Object.entries(claims).map(([name, value]) => {
    const values = sorted(typeof value === 'string' ? [value] : value);
    if (!/^[^[\]]+(\]\[[^[\]]+)*$/.test(name) || values.length === 0) tell(`asks for the claim '${name}'`);
    return [name, values] as const;
  });
  for (const text of [issuer, subject]) if (text === '' || text?.includes('*')) tell(`asks for a token of '${text}'`);
  const count = audiences.length + presenters.length + named.length;
  if (count === 0 && issuer === undefined && subject === undefined) tell("has a 'token' that says nothing");
  const byName = named.sort(byKey(([name]) => name));
  const lists = { audiences: sorted(audiences), presenters: sorted(presenters) };
  return { issuer, subject, ...lists, claims: Object.fromEntries(byName) };
}

function freezeCondition({ key, values, notValues }: AccessCondition, tell: Tell): ConditionSnapshot {
  if (!isConditionKey(key)) tell(`has a condition on '${String(key)}', which Istio does not know`);
  const frozen = { key, values: sorted(values ?? []), notValues: sorted(notValues ?? []) };
  if (frozen.values.length + frozen.notValues.length === 0) tell(`has a condition on '${String(key)}' without values`);
  return frozen;
}

/** Each once. A text is no list of its letters. */
function sorted<T>(values: readonly T[]): T[] {
  if (!Array.isArray(values)) throw new TypeError(`${String(values)} is no list`);
  return [...new Set(values)].sort();
}

function uniqueCallers(callers: readonly CallerSnapshot[]): CallerSnapshot[] {
  return uniqueSources(callers) as CallerSnapshot[];
}

function uniqueSources(sources: readonly AccessSourceSnapshot[]): AccessSourceSnapshot[] {
  const byText = new Map(sources.map((source) => [textOf(source), source]));
  return [...byText].sort(byKey(([text]) => text)).map(([, source]) => source);
}

function textOf(source: AccessSourceSnapshot): string {
  return source.kind === 'service' || source.kind === 'gateway'
    ? `${source.kind}/${source.key}`
    : `~${JSON.stringify(source)}`;
}
