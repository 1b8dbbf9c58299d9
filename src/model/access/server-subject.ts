import { sortedLabels } from '../../istio/labels.ts';
import type { Element } from '../element.ts';
import type { Freezing } from '../freezing.ts';
import { keyOf } from '../keys.ts';
import type { Subject } from '../snapshot-types.ts';
import type { AnyService } from '../topology/freeze-service.ts';
import { IngressGateway } from '../topology/ingress-gateway.ts';
import { Mesh } from '../topology/mesh.ts';

interface Narrowing {
  readonly namespace?: string;
  readonly pods?: Readonly<Record<string, string>>;
  readonly port?: string;
}

/** Which servers a policy of access or mutual TLS is about; reports what no server can be found by. */
export function serverSubject(
  policy: Element & { readonly subject: Mesh | IngressGateway | AnyService; readonly props: Narrowing },
  freezing: Freezing,
): Subject {
  const { subject, props } = policy;
  const { namespace, pods, port } = props;
  const wrong = problemOf(subject, props);
  if (wrong) {
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(policy),
      message: `${policy.constructor.name} '${policy.node.id}' ${wrong.what}.`,
      why: wrong.why,
      hint: wrong.hint,
    });
  }
  if (subject instanceof IngressGateway)
    return { kind: 'gateway', gateway: `${subject.namespace}/${subject.gatewayName}` };
  if (!(subject instanceof Mesh)) {
    const service = keyOf(subject);
    return port === undefined ? { kind: 'service', service } : { kind: 'port', service, port };
  }
  if (namespace === undefined) return { kind: 'mesh' };
  if (pods === undefined) return { kind: 'namespace', namespace };
  freezing.requireLabel(`policy about pods`, policy.node.id, freezing.placeOf(policy));
  return { kind: 'pods', namespace, labels: sortedLabels(pods) };
}

function problemOf(subject: Mesh | IngressGateway | AnyService, { namespace, pods }: Narrowing) {
  if (!(subject instanceof Mesh)) {
    if (namespace === undefined && pods === undefined) return undefined;
    return {
      what: 'narrows its service or gateway by namespace or pods',
      why: 'A service and a gateway have one namespace and their own pods: the setting would mean nothing.',
      hint: "Leave out 'namespace' and 'pods', or declare it under the mesh.",
    };
  }
  if (pods !== undefined && (namespace === undefined || !isLabels(pods))) {
    return {
      what: "has 'pods' that are not some labels within a namespace",
      why: 'Without labels it would hold for every pod, and without a namespace Istio would look in none or in all.',
      hint: "Write namespace: 'shop', pods: { app: 'legacy' }.",
    };
  }
  if (namespace !== undefined && namespace === (subject.props.rootNamespace ?? 'istio-system')) {
    return {
      what: `is for the namespace '${namespace}', which is Istio's root namespace`,
      why: 'A policy there holds for the whole mesh, or, of mutual TLS with labels, for nothing.',
      hint: "Leave out 'namespace' to mean the mesh.",
    };
  }
  return undefined;
}

function isLabels(pods: unknown): boolean {
  if (typeof pods !== 'object' || pods === null || Array.isArray(pods)) return false;
  const values = Object.values(pods);
  return values.length > 0 && values.every((value) => typeof value === 'string');
}
