import { domainNameProblem } from '../../../istio/domain-names.ts';
import { isIpAddress } from '../../../istio/ip.ts';
import { type Message, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import { validateLabels } from '../pod-labels.ts';
import { validateEndpointPorts } from '../workload-entry.ts';

/** Rules for an endpoint whose address is looked up: of a ServiceEntry with resolution DNS. */
export function validateNamedEndpoint(endpoint: Message, at: Cursor, servicePorts: ReadonlySet<string>): void {
  const address = textOf(endpoint.address);
  const problem = isIpAddress(address) ? undefined : domainNameProblem(address);
  if (problem !== undefined) {
    at.at('address').error(`the address '${address}' is neither an IP address nor a domain name: ${problem}`);
  }
  validateLabels(endpoint.labels, at.at('labels'));
  validateEndpointPorts(endpoint, at.at('ports'), servicePorts);
}
