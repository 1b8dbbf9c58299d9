import { portsOf } from '../../lower/mesh-index.ts';
import { defineCheck } from './check.ts';
import { canaryName } from './walks/wording.ts';

/** A cohort is told by headers, callers are kept by a cookie and copies are made of requests: a stream of bytes has none. */
export const canaryWithoutHttp = defineCheck({
  code: 'canary-without-http',
  severity: 'error',
  *find({ index }) {
    for (const canary of index.moves) {
      const { service: key, cohort, mirror, sticky } = canary.spec;
      const service = index.services.get(key);
      if (!service || !(cohort || mirror || sticky) || portsOf(service, 'http').length > 0) continue;
      const asked = [...(mirror ? ['mirror'] : []), ...(cohort ? ['cohort'] : []), ...(sticky ? ['sticky'] : [])].join(
        ' and ',
      );
      yield {
        at: canary.at,
        message: `Canary '${canaryName(canary)}' has ${asked}, and service '${key}' has no HTTP port.`,
        why: 'Proxies see only bytes on the other ports: those steps would change nothing, and the new version would get its first requests with the first weight.',
        hint: `Remove ${asked}, or name the protocol of the port, as in 'http-web', if it does speak HTTP.`,
      };
    }
  },
});
