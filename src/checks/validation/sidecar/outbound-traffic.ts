import { domainNameProblem } from '../../../istio/domain-names.ts';
import { type Message, messageOf, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import { validateSubsetAndPort } from '../virtual-service/destinations.ts';

/** Rules for `outboundTrafficPolicy`. */
export function validateOutboundTraffic(policy: Message, at: Cursor): void {
  const mode = textOf(policy.mode) || 'REGISTRY_ONLY';
  if (mode === 'ALLOW_ANY_DYNAMIC_DNS') {
    const message = 'ALLOW_ANY_DYNAMIC_DNS is a mode of the whole mesh and not of a Sidecar';
    at.at('mode').error(message, 'Set it in MeshConfig, or use ALLOW_ANY.');
    return;
  }
  const proxy = messageOf(policy.egressProxy);
  if (!proxy) return;
  const here = at.at('egressProxy');
  if (mode !== 'ALLOW_ANY') {
    here.error(
      `egressProxy has a meaning only with the mode ALLOW_ANY, and the mode is ${mode}`,
      'Set mode: ALLOW_ANY.',
    );
    return;
  }
  const host = textOf(proxy.host);
  const problem = domainNameProblem(host);
  if (problem !== undefined) here.at('host').error(`the egress proxy '${host}' is not a domain name: ${problem}`);
  if (!messageOf(proxy.port)) here.at('port').error('the egress proxy needs a port');
  validateSubsetAndPort(proxy, here);
}
