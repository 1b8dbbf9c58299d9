import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World } from '../world.ts';
import { type GatewayObject, sharePods } from './walks/gateways.ts';
import { groupBy } from './walks/scope.ts';
import { namesOf } from './walks/wording.ts';

interface Certified {
  readonly gateway: GatewayObject;
  readonly server: number;
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
        if (group.length > 1) yield* shared(world, group);
      }
    }
  },
});

function certifiedOf(gateway: GatewayObject): Certified[] {
  return (gateway.spec.servers ?? []).flatMap(({ tls, port }, server) => {
    const { credentialName, serverCertificate, privateKey } = tls ?? {};
    const certificate = credentialName ?? (serverCertificate && privateKey && `${serverCertificate} ${privateKey}`);
    return certificate ? [{ gateway, server, key: `${port.number} ${certificate}` }] : [];
  });
}

function* shared(world: World, group: readonly Certified[]) {
  for (const { gateway, server } of group) {
    const rivals = group.filter((other) => other.gateway !== gateway && sharePods(world, gateway, other.gateway));
    if (rivals.length === 0) continue;
    const { tls } = gateway.spec.servers![server]!;
    yield {
      on: gateway,
      path: ['spec', 'servers', server, 'tls', tls?.credentialName ? 'credentialName' : 'serverCertificate'],
      message: `${objectName(gateway)} ends TLS with the same certificate as Gateway ${namesOf(rivals.map((rival) => rival.gateway))}, on the same port of the same pods.`,
      why: 'A browser that holds an HTTP/2 connection to one host reuses it for others that the certificate covers. The connection belongs to the first Gateway, which has no route for them: 404.',
      hint: 'Serve all hosts of a certificate from one Gateway, or give each Gateway a certificate of its own.',
      related: rivals.map((rival) => ({
        message: 'the certificate is used here too',
        on: rival.gateway,
        path: ['spec', 'servers', rival.server, 'tls'],
      })),
    };
  }
}
