import { defineObjectCheck } from '../object-check.ts';
import { webhookUrls } from './walks/webhooks.ts';

/** A webhook of Istio's says neither by URL nor by Service where istiod is, or its URL is none. */
export const webhookUrlInvalid = defineObjectCheck({
  code: 'webhook-url-invalid',
  severity: 'warning',
  equivalents: ['IST0163'],
  *find(world) {
    for (const { on, path, hook, url, host } of webhookUrls(world)) {
      if (url !== undefined && host !== undefined) continue;
      yield {
        on,
        path,
        message: `${on.manifest.kind} ${on.name} ${url === undefined ? `says neither by 'url' nor by 'service' where its webhook '${hook}' is` : `has the URL '${url}' for its webhook '${hook}', which is none`}.`,
        why: 'The API server cannot ask istiod: pods get no sidecar, and objects of Istio are refused or not looked at.',
        hint: "Set 'url' to the address of the external control plane: 'https://istiod.example.com:15017/inject/…'.",
      };
    }
  },
});
