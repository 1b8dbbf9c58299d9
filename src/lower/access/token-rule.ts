import type { ServiceFacts } from '../../istio/inventory.ts';
import { protocolFamily } from '../../istio/protocol.ts';
import type { JwtAuthenticationSnapshot, Subject } from '../../model/snapshot-types.ts';
import { passedPorts } from '../gateways/passed-ports.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { covers } from '../precedence.ts';

/** The rule of a DENY policy by which requests without a valid token are refused. */
export function requiredToken(index: MeshIndex, { subject, required }: JwtAuthenticationSnapshot): object {
  const { paths, methods } = required ?? { paths: [], methods: [] };
  const notPorts = [...tokenless(index, subject)].sort((a, b) => a - b).map(String);
  const operation = {
    ...(methods.length > 0 && { notMethods: methods }),
    ...(paths.length > 0 && { notPaths: paths }),
    ...(notPorts.length > 0 && { notPorts }),
  };
  return {
    from: [{ source: { notRequestPrincipals: ['*'] } }],
    ...(Object.keys(operation).length > 0 && { to: [{ operation }] }),
  };
}

/**
 * Ports of the pods that speak no HTTP: Istio would drop what the rule says about tokens there, and refuse every
 * connection.
 */
export function tokenless(index: MeshIndex, subject: Subject): ReadonlySet<number> {
  const services = index.mesh.inventory.services.filter((service) => covers(subject, service, {}));
  const ports = services.flatMap(({ ports }) => ports);
  const blind = ports.filter(({ protocol }) => protocolFamily(protocol) !== 'http');
  const passed = subject.kind === 'mesh' ? passedPorts(index) : [];
  return new Set([...blind.map(({ targetPort }) => targetPort), ...passed]);
}

/** A service whose HTTP port is, at other pods of the subject, one that speaks no HTTP; its port asks for no token. */
export function withoutToken(index: MeshIndex, subject: Subject): readonly ServiceFacts[] {
  const blind = tokenless(index, subject);
  return index.mesh.inventory.services.filter(
    (service) =>
      covers(subject, service, {}) &&
      service.ports.some((port) => protocolFamily(port.protocol) === 'http' && blind.has(port.targetPort)),
  );
}
