import { OPERATION_FIELDS, SOURCE_FIELDS } from '../../istio/access-fields.ts';
import type { ServiceFacts } from '../../istio/inventory.ts';
import type {
  AccessRuleSnapshot,
  AccessSourceSnapshot,
  CallerSnapshot,
  ConditionSnapshot,
  TokenSnapshot,
} from '../../model/snapshot-types.ts';
import { groupBy } from '../group-by.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { fieldsOf, itemsOf, textOf, textsOf } from './fields.ts';
import { liftCaller } from './subject.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A rule of an AuthorizationPolicy as an author could have written it: several where its operations are alternatives, or
 * its sources ask for different tokens.
 */
export function liftRules(index: MeshIndex, service: ServiceFacts | undefined, rule: unknown): AccessRuleSnapshot[] {
  const { from, to, when } = fieldsOf(rule);
  const sources = itemsOf(from).map((entry) => fieldsOf(fieldsOf(entry).source));
  const operations = itemsOf(to).map((entry) => liftOperation(service, fieldsOf(fieldsOf(entry).operation)));
  const conditions = itemsOf(when).map((condition) => liftCondition(fieldsOf(condition)));
  const byToken = sources.length === 0 ? [[{}]] : [...groupBy(sources, tokenText).values()];
  return byToken.flatMap((group) =>
    (operations.length === 0 ? [{}] : operations).map((operation): AccessRuleSnapshot => {
      const { token, left } = liftToken(group[0] ?? {}, conditions);
      return { from: liftSources(index, group), token, operation, when: left };
    }),
  );
}

function tokenText({ requestPrincipals, notRequestPrincipals }: Fields): string {
  return JSON.stringify([textsOf(requestPrincipals), textsOf(notRequestPrincipals)]);
}

/** Callers with names are one source, whichever objects of Istio's they came from. */
function liftSources(index: MeshIndex, sources: readonly Fields[]): AccessSourceSnapshot[] {
  const lifted = sources.flatMap((source) => liftSource(index, source));
  if (lifted.some(({ kind }) => kind === 'anyone')) return [{ kind: 'anyone' }];
  const isAll = lifted.some(({ kind }) => kind === 'mesh');
  return inOrder(lifted.filter(({ kind }) => !isAll || kind === 'mesh' || kind === 'match'));
}

function liftSource(index: MeshIndex, source: Fields): AccessSourceSnapshot[] {
  const said = SOURCE_FIELDS.filter((field) => textsOf(source[field]).length > 0);
  if (said.length === 0) return [{ kind: 'anyone' }];
  const allowed = split(index, textsOf(source.principals));
  const refused = split(index, textsOf(source.notPrincipals));
  if (said.length === 1 && said[0] === 'principals') {
    if (allowed.patterns.includes('*')) return [{ kind: 'mesh' }];
    if (allowed.patterns.length === 0) return [...allowed.callers];
  }
  const rest = said
    .map((field): readonly [string, readonly string[]] => {
      if (field === 'principals') return [field, allowed.patterns];
      return [field, field === 'notPrincipals' ? refused.patterns : textsOf(source[field])];
    })
    .filter(([, values]) => values.length > 0);
  const fields = Object.fromEntries(rest);
  return [{ kind: 'match', identities: inOrder(allowed.callers), notIdentities: inOrder(refused.callers), fields }];
}

function split(index: MeshIndex, principals: readonly string[]) {
  const known = principals.map((principal) => [principal, liftCaller(index, principal)] as const);
  return {
    callers: known.flatMap(([, caller]) => caller ?? []),
    patterns: known.flatMap(([principal, caller]) => (caller ? [] : [principal])),
  };
}

function liftOperation(service: ServiceFacts | undefined, operation: Fields): AccessRuleSnapshot['operation'] {
  const lifted = OPERATION_FIELDS.flatMap((field) => {
    const values = textsOf(operation[field]);
    if (values.length === 0) return [];
    const isPort = field === 'ports' || field === 'notPorts';
    return [[field, isPort && service ? textsOf(values.map((port) => portName(service, port))) : values] as const];
  });
  return Object.fromEntries(lifted);
}

/** The first port that ends at this one of the pods; a number that no port of the service ends at stays one. */
function portName(service: ServiceFacts, target: string): string {
  return service.ports.find(({ targetPort }) => String(targetPort) === target)?.name ?? target;
}

/** The token that a rule asks for, and the conditions that are not about it. */
function liftToken(source: Fields, conditions: readonly ConditionSnapshot[]) {
  const [wanted, refused] = [textsOf(source.requestPrincipals), textsOf(source.notRequestPrincipals)];
  const own = conditions.filter(isOfToken).filter((one, i, all) => all.findIndex(({ key }) => key === one.key) === i);
  const rest = conditions.filter((condition) => !own.includes(condition));
  const [principal] = wanted;
  if (own.length === 0 && refused.length === 0 && wanted.length === 1 && principal === '*')
    return { token: 'any' as const, left: inOrder(rest) };
  if (own.length === 0 && wanted.length === 0 && refused.join() === '*')
    return { token: 'none' as const, left: inOrder(rest) };
  const parts = wanted.length === 1 && principal !== undefined ? partsOf(principal) : undefined;
  const unsaid = [
    ...(parts || wanted.length === 0 ? [] : [{ key: 'request.auth.principal', values: wanted, notValues: [] }]),
    ...(refused.length === 0 ? [] : [{ key: 'request.auth.principal', values: [], notValues: refused }]),
  ];
  const token = tokenOf(parts ?? {}, own);
  return { token, left: inOrder([...rest, ...unsaid]) };
}

/** Issuer and subject, as far as the last slash tells exact ones apart. */
function partsOf(principal: string): { readonly issuer?: string; readonly subject?: string } | undefined {
  const slash = principal.lastIndexOf('/');
  const [issuer, subject] = [principal.slice(0, slash), principal.slice(slash + 1)];
  if (slash === -1 || issuer === '' || subject === '') return undefined;
  const isPlain = (text: string) => text === '*' || !text.includes('*');
  if (!isPlain(issuer) || !isPlain(subject) || (issuer === '*' && subject === '*')) return undefined;
  return { ...(issuer !== '*' && { issuer }), ...(subject !== '*' && { subject }) };
}

const CLAIM = /^request\.auth\.claims\[(.+)\]$/;

function isOfToken({ key, values, notValues }: ConditionSnapshot): boolean {
  if (values.length === 0 || notValues.length > 0) return false;
  return key === 'request.auth.audiences' || key === 'request.auth.presenter' || CLAIM.test(key);
}

function tokenOf(
  { issuer, subject }: { readonly issuer?: string; readonly subject?: string },
  own: readonly ConditionSnapshot[],
): TokenSnapshot | undefined {
  if (issuer === undefined && subject === undefined && own.length === 0) return undefined;
  const valuesOf = (key: string) => own.find((condition) => condition.key === key)?.values ?? [];
  const claims = own.flatMap(({ key, values }) => {
    const name = CLAIM.exec(key)?.[1];
    return name === undefined ? [] : [[name, values] as const];
  });
  // A subject with a slash can only be said as a claim.
  const [about, ...others] = valuesOf('request.auth.claims[sub]');
  const isSubject = subject === undefined && about?.includes('/') === true && others.length === 0;
  const kept = claims.filter(([name]) => !(isSubject && name === 'sub'));
  return {
    issuer,
    subject: isSubject ? about : subject,
    audiences: valuesOf('request.auth.audiences'),
    presenters: valuesOf('request.auth.presenter'),
    claims: Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function liftCondition({ key, values, notValues }: Fields): ConditionSnapshot {
  return { key: textOf(key) ?? '', values: textsOf(values), notValues: textsOf(notValues) };
}

/** As the freeze puts them, so that equal things are equal texts. */
function inOrder<T extends AccessSourceSnapshot | CallerSnapshot | ConditionSnapshot>(list: readonly T[]): T[] {
  const textOfOne = (one: T) =>
    'kind' in one && (one.kind === 'service' || one.kind === 'gateway')
      ? `${one.kind}/${(one as { readonly key: string }).key}`
      : `~${JSON.stringify(one)}`;
  const byText = new Map(list.map((one) => [textOfOne(one), one]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
