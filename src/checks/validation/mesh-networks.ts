import { domainNameProblem, isHostLabel } from '../../istio/domain-names.ts';
import { isIpAddress, isIpOrSubnet } from '../../istio/ip.ts';
import { entriesOf, isSet, itemOf, listOf, type Message, numberOf, textOf } from '../../istio/message.ts';
import { isPort } from '../../istio/ports.ts';
import type { Cursor } from './cursor.ts';

/** @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshNetworks */
export function validateMeshNetworks(value: unknown, at: Cursor): void {
  for (const [name, network] of entriesOf(itemOf(value).networks)) {
    const here = at.at('networks').at(name);
    listOf(itemOf(network).endpoints).forEach((item, index) => {
      validateEndpoints(itemOf(item), here.at('endpoints').at(index));
    });
    listOf(itemOf(network).gateways).forEach((item, index) => {
      validateGateway(itemOf(item), here.at('gateways').at(index));
    });
  }
}

function validateEndpoints({ fromCidr, fromRegistry }: Message, at: Cursor): void {
  if (isSet(fromCidr) && !isIpOrSubnet(textOf(fromCidr))) {
    at.at('fromCidr').error(`${JSON.stringify(fromCidr)} is not a CIDR block`, 'For example 10.0.0.0/8.');
  }
  if (isSet(fromRegistry) && !isHostLabel(textOf(fromRegistry))) {
    at.at('fromRegistry').error(`${JSON.stringify(fromRegistry)} is not the name of a cluster`);
  }
}

function validateGateway({ registryServiceName: service, address, port }: Message, at: Cursor): void {
  if (isSet(service) && domainNameProblem(textOf(service)) !== undefined) {
    at.at('registryServiceName').error(`${JSON.stringify(service)} is not the host of a service`);
  }
  if (isSet(address) && !isIpAddress(textOf(address)) && domainNameProblem(textOf(address)) !== undefined) {
    at.at('address').error(`${JSON.stringify(address)} is neither an IP address nor a domain name`);
  }
  if (!isPort(numberOf(port))) at.at('port').error(`a port is a number between 1 and 65535, not ${numberOf(port)}`);
}
