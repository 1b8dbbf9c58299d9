import { isPlain } from '../../istio/crd/types.ts';
import { isLabelKey, isLabelValue } from '../../istio/label-syntax.ts';
import { isDnsLabel } from '../../istio/names.ts';
import { byKey, type Freezing } from '../freezing.ts';
import { clusterNames } from '../keys.ts';
import type { Cluster } from './cluster.ts';
import { refuseLater } from './freeze-later.ts';
import type { Mesh } from './mesh.ts';
import type { Namespace } from './namespace.ts';
import type { NamespaceSnapshot, NamespacesSnapshot } from './namespace-snapshot.ts';

/** Labels that follow from other settings. */
const OURS = ['istio-injection', 'istio.io/rev', 'topology.istio.io/network'];

/** Undefined where the mesh writes none. */
export function freezeNamespaces(
  mesh: Mesh,
  clusters: readonly Cluster[],
  namespaces: readonly Namespace[],
  freezing: Freezing,
): NamespacesSnapshot | undefined {
  refuseLater(mesh, clusters, namespaces, freezing);
  const { manageNamespaces = false } = mesh.props;
  if (typeof manageNamespaces !== 'boolean') {
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(mesh),
      message: `Mesh '${mesh.node.id}': manageNamespaces must be a boolean, not ${JSON.stringify(manageNamespaces)}.`,
      why: 'Whether labels of namespaces are written is asked for or not.',
      hint: 'Write manageNamespaces: true; what holds for single ones is said with new Namespace(…).',
    });
  }
  const declared = freezing.each(namespaces, (namespace) => freezeNamespace(namespace, freezing));
  if (manageNamespaces !== true && declared.length === 0) return undefined;
  return { all: manageNamespaces === true, declared: withoutOverlaps(declared, freezing) };
}

/** Of two that say something of one namespace in one cluster, and of equal rank, neither could give way. */
function withoutOverlaps(declared: readonly NamespaceSnapshot[], freezing: Freezing): readonly NamespaceSnapshot[] {
  const placed = declared.flatMap((one) => (one.in ?? ['']).map((cluster) => ({ one, key: `${one.name}/${cluster}` })));
  const first = freezing.withoutTwins(
    'namespaces',
    placed,
    ({ key }) => key,
    ({ one }) => one.at,
  );
  const kept = new Set(first.map(({ one }) => one));
  return declared.filter((one) => kept.has(one)).sort(byKey((one) => `${one.name}/${one.in?.join() ?? ''}`));
}

function freezeNamespace(namespace: Namespace, freezing: Freezing): NamespaceSnapshot {
  const { namespaceName: name, props } = namespace;
  const { injection, revision, labels = {} } = props;
  const at = freezing.placeOf(namespace);
  freezing.requireLabel('namespace', name, at);
  const wrong = [
    ...(injection !== undefined && typeof injection !== 'boolean' ? ['injection must be a boolean'] : []),
    ...(revision !== undefined && !isDnsLabel(String(revision)) ? [`'${revision}' is no name of a revision`] : []),
    ...(revision !== undefined && injection === false ? ['it names a revision, and gets no sidecars'] : []),
    ...(isPlain(labels) ? Object.entries(labels).flatMap(labelProblem) : ['labels must be an object']),
  ];
  for (const what of wrong) {
    freezing.report({
      code: 'invalid-setting',
      at,
      message: `Namespace '${name}': ${what}.`,
      why: 'Kubernetes refuses labels that are none; and of two ways to enrol its pods one would silently win.',
      hint: "Write injection: false, or revision: 'stable', and other labels in labels.",
    });
  }
  return {
    name,
    at,
    in: clusterNames(props.in),
    ...(injection !== undefined && { injection }),
    ...(revision !== undefined && { revision: String(revision) }),
    ...(wrong.length === 0 && props.labels && { labels: { ...labels } }),
  };
}

function labelProblem([key, value]: [string, unknown]): string[] {
  if (OURS.includes(key)) return [`the label ${key} follows from other settings`];
  if (!isLabelKey(key)) return [`'${key}' is not the name of a label`];
  return typeof value === 'string' && value.length <= 63 && isLabelValue(value)
    ? []
    : [`the label ${key} has no value that Kubernetes takes`];
}
