/** What an access rule can look at, in the words of Istio's AuthorizationPolicy. */

/** What rules decide: Istio writes them in capitals. */
export const ACCESS_ACTIONS = ['allow', 'deny', 'audit', 'custom'] as const;
export type AccessAction = (typeof ACCESS_ACTIONS)[number];

/** Of the request. @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation */
export const OPERATION_FIELDS = [
  'hosts',
  'methods',
  'notHosts',
  'notMethods',
  'notPaths',
  'notPorts',
  'paths',
  'ports',
] as const;
export type OperationField = (typeof OPERATION_FIELDS)[number];

/** Of the caller, tokens aside. @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source */
export const SOURCE_FIELDS = [
  'ipBlocks',
  'namespaces',
  'notIpBlocks',
  'notNamespaces',
  'notPrincipals',
  'notRemoteIpBlocks',
  'notServiceAccounts',
  'notTrustDomains',
  'principals',
  'remoteIpBlocks',
  'serviceAccounts',
  'trustDomains',
] as const;
export type SourceField = (typeof SOURCE_FIELDS)[number];

/** @see https://istio.io/latest/docs/reference/config/security/conditions/ */
const CONDITION_KEYS = [
  'connection.sni',
  'destination.ip',
  'destination.port',
  'remote.ip',
  'request.auth.audiences',
  'request.auth.presenter',
  'request.auth.principal',
  'source.ip',
  'source.namespace',
  'source.principal',
  'source.serviceAccount',
  'source.trustDomain',
] as const;

/** Something that Istio knows of a request: a fixed name, or one with what is chosen of it in brackets. */
export type ConditionKey =
  | (typeof CONDITION_KEYS)[number]
  | `request.headers[${string}]`
  | `request.auth.claims[${string}]`
  | `experimental.envoy.filters.${string}[${string}]`;

export function isConditionKey(key: unknown): key is ConditionKey {
  if (typeof key !== 'string') return false;
  if ((CONDITION_KEYS as readonly string[]).includes(key)) return true;
  return /^(request\.(headers|auth\.claims)|experimental\.envoy\.filters\.[^[\]]+)(\[[^[\]]+\])+$/.test(key);
}

/** Whether only HTTP requests have what a rule looks at. */
export function isHttpOnly(field: string): boolean {
  return /^(hosts|methods|paths|notHosts|notMethods|notPaths|request\..*|requestPrincipals|notRequestPrincipals)$/.test(
    field,
  );
}
