import { isPartialWildcard, wildcardDomainProblem } from '../../../istio/domain-names.ts';
import { isIpOrSubnet } from '../../../istio/ip.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import { itemOf, listOf, type Message, mapOf, messageOf, textOf } from '../../../istio/message.ts';
import { namespaceOf, type ValidationContext } from '../context.ts';
import { Cursor } from '../cursor.ts';
import { validateExportTo } from '../export-to.ts';
import type { Problems } from '../problem.ts';
import { validateWorkloadSelector } from '../selectors.ts';
import { type Ports, validatePorts } from './ports.ts';
import { validateResolution } from './resolution.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/service-entry/ */
export function validateServiceEntry(manifest: Manifest, problems: Problems, context: ValidationContext): void {
  const spec = itemOf(manifest.spec);
  const at = new Cursor(problems, 'spec');
  validateWorkloadSelector(spec.workloadSelector, at.at('workloadSelector'));
  if (messageOf(spec.workloadSelector) && listOf(spec.endpoints).length > 0) {
    at.at('endpoints').error('workloadSelector and endpoints exclude each other');
  }
  const resolution = textOf(spec.resolution) || 'NONE';
  const hosts = listOf(spec.hosts).map(textOf);
  validateHosts(hosts, at.at('hosts'), resolution);
  validateAddresses(listOf(spec.addresses).map(textOf), at.at('addresses'), resolution);
  const labels = mapOf(manifest.metadata?.labels);
  const ports = validatePorts(spec, at.at('ports'), needsAddresses(spec, labels, resolution, context));
  validateResolution({ spec, at, hosts, ports, labels, resolution });
  refuseHostsOfOnePort(hosts, ports, at.at('hosts'), resolution);
  validateExportTo(spec.exportTo, at.at('exportTo'), { namespace: namespaceOf(manifest), mayHide: true });
}

function validateHosts(hosts: readonly string[], at: Cursor, resolution: string): void {
  if (hosts.length === 0) at.error('the ServiceEntry has no hosts');
  for (let i = 0; i < hosts.length; i++) {
    const host = hosts[i] ?? '';
    const problem = host === '*' ? 'a ServiceEntry cannot stand for every host' : wildcardDomainProblem(host);
    if (problem !== undefined) at.at(i).error(`the host '${host}' is not a domain name: ${problem}`);
    if (resolution !== 'DYNAMIC_DNS' && isPartialWildcard(host)) {
      const hint = `Write ${host.replace(/^[^.]*/, '*')}.`;
      at.at(i).warn(`in the host '${host}' the wildcard is only a part of a label`, hint);
    }
  }
}

function validateAddresses(addresses: readonly string[], at: Cursor, resolution: string): void {
  for (let i = 0; i < addresses.length; i++) {
    const address = addresses[i] ?? '';
    if (!isIpOrSubnet(address)) at.at(i).error(`'${address}' is neither an address nor a network such as 10.0.0.0/8`);
  }
  if (resolution === 'NONE' || resolution === 'STATIC') return;
  if (addresses.some((address) => address.includes('/'))) {
    const message = `with resolution ${resolution} addresses must be single addresses, and one is a network`;
    at.error(message, 'Use resolution NONE or STATIC for networks.');
  }
}

/** Whether plain TCP has to be told apart by addresses that nobody gave. */
function needsAddresses(spec: Message, labels: Message, resolution: string, context: ValidationContext): boolean {
  if (listOf(spec.addresses).length > 0) return false;
  const allowed = textOf(labels['networking.istio.io/enable-autoallocate-ip']).toLowerCase() !== 'false';
  return !(context.autoAllocatedAddresses !== false && resolution !== 'NONE' && allowed);
}

/** HTTP names its host and TLS has SNI; with anything else hosts on one port cannot be told apart. */
function refuseHostsOfOnePort(hosts: readonly string[], ports: Ports, at: Cursor, resolution: string): void {
  if (resolution === 'NONE' || hosts.length < 2 || ports.nameless === undefined) return;
  const message = `several hosts share the port ${ports.nameless}, whose protocol is neither HTTP nor TLS`;
  at.error(message, 'Give each host a ServiceEntry of its own, or name the protocol of the port.');
}
