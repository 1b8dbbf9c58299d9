import { itemOf, textOf } from '../../istio/message.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { isOfIstio } from './walks/pod-templates.ts';
import { portsOfCopy, type ServiceCopy, serviceCopies } from './walks/service-copies.ts';

/** Neither the name nor the appProtocol of a Service's port says what is spoken on it. */
export const unnamedPortProtocol = defineObjectCheck({
  code: 'unnamed-port-protocol',
  severity: 'info',
  equivalents: ['IST0118', 'KIA0601'],
  *find(world) {
    for (const copy of serviceCopies(world)) {
      if (copy.facts.externalName !== undefined || isOfIstio(copy.on) || isGenerated(copy)) continue;
      for (const { port, index } of portsOfCopy(copy)) {
        if (port.protocol !== undefined) continue;
        yield {
          on: copy.on,
          path: ['spec', 'ports', index],
          message: `${objectName(copy.on)} does not say which protocol its port ${port.number}${port.name && ` ('${port.name}')`} has.`,
          why: 'Envoy looks at the first bytes of each connection. Where the server speaks first it waits in vain for seconds, and HTTP routes and policies do not apply to a port that is taken for TCP.',
          hint: "Begin its name with the protocol ('http-api', 'grpc', 'tcp-replication'), or set appProtocol.",
        };
      }
    }
  },
});

/** Services that istiod makes for Gateways of the Kubernetes Gateway API. */
function isGenerated({ on }: ServiceCopy): boolean {
  return textOf(itemOf(on.manifest.metadata.labels)['gateway.istio.io/managed']) !== '';
}
