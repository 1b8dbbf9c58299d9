import { listOf, type Message, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import {
  refuseBadAddresses,
  refuseBadPorts,
  refuseBadServiceAccounts,
  refuseBadWildcards,
  refuseEmpty,
  type ValuesRule,
} from './values.ts';

/** @see https://istio.io/latest/docs/reference/config/security/conditions/ */
export function validateCondition(condition: Message, at: Cursor): void {
  const key = textOf(condition.key);
  const values = listOf(condition.values);
  const notValues = listOf(condition.notValues);
  if (key === '') {
    at.at('key').error('a condition needs a key');
    return;
  }
  if (values.length + notValues.length === 0) {
    at.error(`the condition on ${key} has neither values nor notValues`);
    return;
  }
  const fault = keyFault(key);
  if (fault !== undefined) at.at('key').error(fault.message, fault.hint);
  const rule = valueRules.get(key);
  for (const [field, list] of [
    ['values', values],
    ['notValues', notValues],
  ] as const) {
    refuseEmpty(list, at.at(field));
    rule?.(list, at.at(field));
  }
}

/** Attributes whose values must have a form. */
const valueRules: ReadonlyMap<string, ValuesRule> = new Map([
  ['source.ip', refuseBadAddresses],
  ['remote.ip', refuseBadAddresses],
  ['destination.ip', refuseBadAddresses],
  ['destination.port', refuseBadPorts],
  ['source.serviceAccount', refuseBadServiceAccounts],
  ['source.trustDomain', refuseBadWildcards],
]);

const plainKeys: ReadonlySet<string> = new Set([
  ...valueRules.keys(),
  'source.namespace',
  'source.principal',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'connection.sni',
]);

/** Attributes of which one is chosen in brackets. */
const mapKeys = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];

interface Fault {
  readonly message: string;
  readonly hint: string;
}

function keyFault(key: string): Fault | undefined {
  if (plainKeys.has(key)) return undefined;
  if (mapKeys.some((prefix) => key.startsWith(prefix))) return bracketFault(key);
  return { message: `no attribute of a request is called ${key}`, hint: hintFor(key) };
}

function bracketFault(key: string): Fault | undefined {
  const open = key.indexOf('[');
  if (key.endsWith(']') && open > 0 && open < key.length - 2) return undefined;
  const hint = 'For example request.headers[x-version] or request.auth.claims[groups].';
  return { message: `${key} must name one entry in brackets at its end`, hint };
}

function hintFor(key: string): string {
  if (key === 'destination.namespace') return 'A policy is for the workloads of its own namespace, metadata.namespace.';
  if (key.startsWith('destination.labels')) return 'Choose the workloads with spec.selector.';
  return "Istio's reference of authorization policy conditions lists the attributes there are.";
}
