import { hostCoversAsWritten, isWildcardHost } from '../../istio/hosts.ts';
import { printRef } from '../objects.ts';
import { hasCandidates, type Source } from './choose.ts';
import { httpRules } from './http-rules.ts';
import type { Egress } from './sidecar-scope.ts';
import { namingExactly } from './sidecar-virtual-services.ts';
import { nearness, type VirtualService, virtualServices } from './virtual-service.ts';

/** For a trace: the VirtualServices that name a host, or cover it, and why each does not decide. */
export function notOwners(
  egress: Egress,
  host: string,
  owner: VirtualService | undefined,
  source: Source,
): readonly string[] {
  const { view, scope, listener } = egress;
  const named = namingExactly(egress, host).length > 0;
  return virtualServices(view)
    .filter((one) => one !== owner && one.hosts.some((pattern) => hostCoversAsWritten(pattern, host)))
    .map((one) => `${printRef(one.ref)} ${whyNot(one, named)}`);

  function whyNot(one: VirtualService, isNamed: boolean): string {
    if (!one.gateways.includes(source.gateway)) return `is only for ${one.gateways.join(', ')}`;
    if (nearness(one, scope.namespace) === undefined) return `is not exported to ${scope.namespace}`;
    if (!listener.imports.virtualService(one.hosts, one.namespace)) return "is not among the Sidecar's egress hosts";
    if (isNamed && !one.hosts.includes(host)) {
      return `has the host by ${one.hosts.find(isWildcardHost) ?? 'a wildcard'}; another names it exactly`;
    }
    const { rules, missing } = httpRules(view, one);
    if (missing.length > 0 && rules.length === 0)
      return `has no route left: ${missing.map(({ why }) => why).join('; ')}`;
    if (rules.length === 0) return 'has no http routes';
    if (!hasCandidates(rules, source)) return 'has no route for this client and port';
    return 'comes later: the first owner of a host has it alone';
  }
}
