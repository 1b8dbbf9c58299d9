import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { groupBy } from '../walks/scope.ts';
import { type GatewayObject, sharePods } from './walks/gateways.ts';
import { newcomers } from './walks/rivals.ts';
import { namesOf } from './walks/wording.ts';

interface Certified {
  readonly on: GatewayObject;
  readonly server: number;
  /** The field that says which certificate. */
  readonly field: string;
  readonly key: string;
}

/** Two Gateways of the same pods end TLS with the same certificate on the same port. */
export const sharedCertificate = defineObjectCheck({
  code: 'shared-certificate',
  severity: 'warning',
  equivalents: ['IST0138'],
  *find(world) {
    for (const cluster of world.configClusters) {
      const certified = world.ofKind('Gateway', cluster).flatMap(certifiedOf);
      for (const [, group] of groupBy(certified, ({ key }) => key)) {
        const conflicts = newcomers(group, (one, other) => sharePods(world, one.on, other.on));
        for (const { one, older } of conflicts) {
          yield {
            on: one.on,
            path: ['spec', 'servers', one.server, 'tls', one.field],
            message: `${objectName(one.on)} ends TLS with the same certificate as Gateway ${namesOf(older.map(({ on }) => on))}, on the same port of the same pods.`,
            why: 'A browser that holds an HTTP/2 connection to one host reuses it for others that the certificate covers. The connection belongs to the first Gateway, which has no route for them: 404.',
            hint: 'Serve all hosts of a certificate from one Gateway, or give each Gateway a certificate of its own.',
            related: older.map(({ on, server, field }) => ({
              message: 'the certificate is used here too',
              on,
              path: ['spec', 'servers', server, 'tls', field],
            })),
          };
        }
      }
    }
  },
});

function certifiedOf(on: GatewayObject): Certified[] {
  return (on.spec.servers ?? []).flatMap(({ tls, port }, server): Certified[] => {
    const { credentialName, serverCertificate, privateKey } = tls ?? {};
    if (credentialName) return [{ on, server, field: 'credentialName', key: `${port.number} ${credentialName}` }];
    if (!serverCertificate || !privateKey) return [];
    return [{ on, server, field: 'serverCertificate', key: `${port.number} ${serverCertificate} ${privateKey}` }];
  });
}
