import { domainNameProblem, isHostLabel } from '../../istio/domain-names.ts';
import { isIpAddress } from '../../istio/ip.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { entriesOf, itemOf, type Message, numberOf, textOf } from '../../istio/message.ts';
import { isPort } from '../../istio/ports.ts';
import { isUnixAddress, unixAddressProblem } from '../../istio/unix-address.ts';
import { Cursor } from './cursor.ts';
import { validateLabels } from './pod-labels.ts';
import type { Problems } from './problem.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/workload-entry/ */
export function validateWorkloadEntry(manifest: Manifest, problems: Problems): void {
  validateEndpoint(itemOf(manifest.spec), new Cursor(problems, 'spec'), {});
}

export interface EndpointRules {
  /** Names of the ports of the service that the endpoint is of, where there is one. */
  readonly servicePorts?: ReadonlySet<string>;
  /** Whether the address must be an IP address or a socket, and not a name. */
  readonly mustBeAddress?: boolean;
}

/** Rules for a WorkloadEntry and for the endpoints in a ServiceEntry, which look alike. */
export function validateEndpoint(entry: Message, at: Cursor, { servicePorts, mustBeAddress }: EndpointRules): void {
  const address = textOf(entry.address);
  const network = textOf(entry.network);
  const ports = entriesOf(entry.ports);
  if (address === '' && network === '') {
    at.at('address').error('an address is needed', 'Give an IP address, a domain name, or unix:///path of a socket.');
    return;
  }
  if (address === '') {
    const message = `without an address, the endpoint is reached through the gateways of network ${network} only`;
    at.at('address').warn(message);
  } else if (isUnixAddress(address)) {
    validateSocket(address, ports.length, at);
    if (servicePorts && servicePorts.size !== 1) {
      at.error(`a socket serves one port, and the service has ${servicePorts.size}`);
    }
  } else if (!isIpAddress(address) && (mustBeAddress || domainNameProblem(address) !== undefined)) {
    const wanted = mustBeAddress ? 'an IP address' : 'an IP address or a domain name';
    at.at('address').error(`${JSON.stringify(address)} is not ${wanted}`);
  }
  validateEndpointPorts(entry, at.at('ports'), servicePorts);
  validateLabels(entry.labels, at.at('labels'));
}

/** Rules for the `ports` of an endpoint. */
export function validateEndpointPorts(entry: Message, at: Cursor, servicePorts?: ReadonlySet<string>): void {
  for (const [name, value] of entriesOf(entry.ports)) validatePort(name, numberOf(value), servicePorts, at.at(name));
}

function validateSocket(address: string, ports: number, at: Cursor): void {
  const problem = unixAddressProblem(address);
  if (problem !== undefined) at.at('address').error(`${JSON.stringify(address)}: ${problem}`);
  if (ports > 0) at.at('ports').error('a socket has no ports', 'Remove ports.');
}

function validatePort(name: string, port: number, servicePorts: ReadonlySet<string> | undefined, at: Cursor): void {
  if (servicePorts && !servicePorts.has(name)) {
    at.error(
      `the service has no port called ${JSON.stringify(name)}`,
      `It has ${[...servicePorts].join(', ') || 'none'}.`,
    );
  }
  if (!isHostLabel(name)) at.error(`${JSON.stringify(name)} is not a name for a port`);
  if (!isPort(port)) at.error(`a port is a number between 1 and 65535, not ${port}`);
}
