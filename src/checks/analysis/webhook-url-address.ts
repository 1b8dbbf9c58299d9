import { isIpAddress } from '../../istio/ip.ts';
import { defineObjectCheck } from '../object-check.ts';
import { webhookUrls } from './walks/webhooks.ts';

/** A webhook of Istio's names its control plane by an address and not by a host name. */
export const webhookUrlAddress = defineObjectCheck({
  code: 'webhook-url-address',
  severity: 'info',
  equivalents: ['IST0164'],
  *find(world) {
    for (const { on, path, hook, url, host } of webhookUrls(world)) {
      if (host === undefined || !isIpAddress(host.replace(/^\[|\]$/g, ''))) continue;
      yield {
        on,
        path,
        message: `${on.manifest.kind} ${on.name} has the URL '${url}' for its webhook '${hook}', an address and no host name.`,
        why: 'The certificate of a control plane is rarely for an address, and the address may change: the API server then cannot ask istiod.',
        hint: 'Use the host name for which the certificate of the control plane was made.',
      };
    }
  },
});
