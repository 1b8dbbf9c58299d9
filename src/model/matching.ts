import type { MatchSnapshot } from './snapshot-types.ts';

/** How many conditions a request must meet: what "more conditions first" counts. */
export function conditionsOf(match: MatchSnapshot): number {
  const { path, method, authority, scheme, headers, withoutHeaders, queryParams, from, gatewayPort } = match;
  const connection = [match.sniHosts, match.destinationSubnets];
  const single = [path, method, authority, scheme, gatewayPort, from?.namespace, from?.labels, ...connection];
  const named = [headers, withoutHeaders, queryParams];
  return (
    single.filter((condition) => condition !== undefined).length +
    named.reduce((count, conditions) => count + Object.keys(conditions ?? {}).length, 0)
  );
}
