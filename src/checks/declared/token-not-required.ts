import { protocolFamily } from '../../istio/protocol.ts';
import { tokenless, withoutToken } from '../../lower/access/token-rule.ts';
import { defineCheck } from './check.ts';
import { accessTitle } from './walks/access-in-force.ts';
import { placeOfService } from './walks/callers.ts';

/** Pods' ports are numbers: one that speaks TCP at some pods cannot ask for tokens at others where it speaks HTTP. */
export const tokenNotRequired = defineCheck({
  code: 'token-not-required',
  severity: 'error',
  *find({ index, mesh }) {
    for (const jwt of mesh.jwtAuthentications) {
      if (!jwt.required) continue;
      const blind = tokenless(index, jwt.subject);
      for (const service of withoutToken(index, jwt.subject)) {
        const port = service.ports.find((one) => protocolFamily(one.protocol) === 'http' && blind.has(one.targetPort));
        if (!port) continue;
        yield {
          at: jwt.at,
          message: `${accessTitle(jwt, 'JwtAuthentication')} cannot require tokens at port '${port.name}' of service '${service.key}': other pods that it is about speak no HTTP on port ${port.targetPort}.`,
          why: 'A policy of Istio knows ports of pods by their number alone. Connections that carry no requests would be refused, so the port is left out, and requests without a token get in.',
          hint: `Declare a JwtAuthentication for '${service.key}' itself, or let one of the two ports end at another port of the pods (targetPort).`,
          related: [{ message: 'the service is declared here', at: placeOfService(index, service.key) }],
        };
      }
    }
  },
});
