import { domainNameProblem } from '../../../istio/domain-names.ts';
import { isWildcardHost } from '../../../istio/hosts.ts';
import { itemOf, listOf, type Message, messageOf, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import { validateEndpoint } from '../workload-entry.ts';
import { validateNamedEndpoint } from './named-endpoint.ts';
import type { Ports } from './ports.ts';

interface Resolving {
  readonly spec: Message;
  readonly at: Cursor;
  readonly hosts: readonly string[];
  readonly ports: Ports;
  /** Of the object. */
  readonly labels: Message;
  readonly resolution: string;
}

/** Rules that depend on `resolution`: how Istio finds the addresses of the hosts. */
export function validateResolution(entry: Resolving): void {
  const validate = byResolution.get(entry.resolution);
  if (validate) validate(entry);
  else entry.at.at('resolution').error(`'${entry.resolution}' is not a resolution`);
}

const byResolution: ReadonlyMap<string, (entry: Resolving) => void> = new Map([
  ['NONE', validateNone],
  ['STATIC', validateStatic],
  ['DNS', validateDns],
  ['DNS_ROUND_ROBIN', validateDns],
  ['DYNAMIC_DNS', validateDynamicDns],
]);

function validateNone({ spec, at }: Resolving): void {
  const hint = 'Set resolution: STATIC.';
  if (listOf(spec.endpoints).length > 0) {
    at.at('endpoints').error(
      'with resolution NONE connections go where the client meant, so endpoints have no place',
      hint,
    );
  }
  if (messageOf(spec.workloadSelector)) {
    at.at('workloadSelector').warn('with resolution NONE the workloads that are selected are not used', hint);
  }
}

function validateStatic({ spec, at, ports }: Resolving): void {
  listOf(spec.endpoints).forEach((endpoint, index) => {
    const rules = { servicePorts: ports.names, mustBeAddress: true };
    validateEndpoint(itemOf(endpoint), at.at('endpoints').at(index), rules);
  });
}

function validateDns({ spec, at, hosts, ports, resolution }: Resolving): void {
  const endpoints = listOf(spec.endpoints);
  if (endpoints.length === 0) refuseUnresolvable(hosts, at.at('hosts'), resolution);
  if (resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1) {
    const message = `with resolution DNS_ROUND_ROBIN there is at most one endpoint, not ${endpoints.length}`;
    at.at('endpoints').error(message, 'Use resolution DNS.');
  }
  endpoints.forEach((endpoint, index) => {
    validateNamedEndpoint(itemOf(endpoint), at.at('endpoints').at(index), ports.names);
  });
  if (listOf(spec.addresses).length > 0 && hosts.length > 1 && ports.tcp) {
    const message = 'several hosts share the addresses, and on a TCP port nothing else tells them apart';
    at.at('hosts').warn(message, 'Give each host a ServiceEntry of its own.');
  }
}

/** Without endpoints the hosts themselves are looked up. */
function refuseUnresolvable(hosts: readonly string[], at: Cursor, resolution: string): void {
  for (const [index, host] of hosts.entries()) {
    const problem = domainNameProblem(host);
    if (problem === undefined) continue;
    const message = `with resolution ${resolution} and no endpoints the host '${host}' is looked up, which cannot be: ${problem}`;
    at.at(index).error(message, 'Add endpoints, name the hosts in full, or use resolution NONE or DYNAMIC_DNS.');
    return;
  }
}

const DYNAMIC: ReadonlySet<string | undefined> = new Set(['HTTP', 'HTTP2', 'GRPC', 'TLS']);

function validateDynamicDns({ spec, at, hosts, ports, labels }: Resolving): void {
  for (const [index, host] of hosts.entries()) {
    if (isWildcardHost(host)) continue;
    at.at('hosts')
      .at(index)
      .error(`with resolution DYNAMIC_DNS hosts are wildcards, and '${host}' is none`, 'Use DNS.');
  }
  for (const field of ['addresses', 'endpoints']) {
    if (listOf(spec[field]).length === 0) continue;
    at.at(field).error(`with resolution DYNAMIC_DNS requests name their host, so ${field} may not be set`);
  }
  for (const [index, protocol] of ports.protocols.entries()) {
    if (DYNAMIC.has(protocol)) continue;
    const message = 'with resolution DYNAMIC_DNS the protocol must be HTTP, HTTP2, GRPC or TLS';
    at.at('ports').at(index).at('protocol').error(message);
  }
  const location = textOf(spec.location) || 'MESH_EXTERNAL';
  if (location !== 'MESH_EXTERNAL' && location !== 'MESH_INTERNAL') {
    at.at('location').error(`'${location}' is not a location`);
  }
  const waypoint = textOf(labels['istio.io/use-waypoint']);
  if (location === 'MESH_INTERNAL' && waypoint !== '' && waypoint.toLowerCase() !== 'none') {
    const message = `with resolution DYNAMIC_DNS and the waypoint ${waypoint} the location cannot be MESH_INTERNAL`;
    at.at('location').error(message, 'Use MESH_EXTERNAL, or take the label istio.io/use-waypoint away.');
  }
}
