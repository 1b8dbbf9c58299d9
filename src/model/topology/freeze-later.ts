import type { Place } from '../../diagnostics/diagnostic.ts';
import type { Freezing } from '../freezing.ts';
import type { Cluster } from './cluster.ts';
import type { Mesh } from './mesh.ts';
import type { Namespace } from './namespace.ts';

/** Refuses what Meshwright cannot judge yet, instead of writing manifests that nobody has proved. */
export function refuseLater(
  mesh: Mesh,
  clusters: readonly Cluster[],
  namespaces: readonly Namespace[],
  freezing: Freezing,
): void {
  const places = [
    { what: `Mesh '${mesh.node.id}'`, on: mesh },
    ...clusters.map((cluster) => ({ what: `Cluster '${cluster.node.id}'`, on: cluster })),
    ...namespaces.map((namespace) => ({ what: `Namespace '${namespace.namespaceName}'`, on: namespace })),
  ];
  for (const { what, on } of places) {
    const { dataPlane = 'sidecar' } = on.props;
    if (dataPlane !== 'sidecar') refuse(what, `dataPlane ${JSON.stringify(dataPlane)}`, freezing.placeOf(on), freezing);
  }
  for (const namespace of namespaces) {
    const labels: Readonly<Record<string, unknown>> = namespace.props.labels ?? {};
    const mode = labels['istio.io/dataplane-mode'];
    if (mode !== undefined && mode !== 'none') {
      const what = `Namespace '${namespace.namespaceName}'`;
      refuse(what, `the label istio.io/dataplane-mode: ${mode}`, freezing.placeOf(namespace), freezing);
    }
  }
  const { trafficApi = 'istio' } = mesh.props;
  const asked = `trafficApi ${JSON.stringify(trafficApi)}`;
  if (trafficApi !== 'istio') refuse(`Mesh '${mesh.node.id}'`, asked, freezing.placeOf(mesh), freezing);
}

function refuse(what: string, asked: string, at: Place | undefined, freezing: Freezing): void {
  freezing.report({
    code: 'not-supported-yet',
    at,
    message: `${what} asks for ${asked}, which Meshwright does not write yet.`,
    why: 'Ambient mode and the Gateway API come in a later release. Until then their traffic could neither be checked nor simulated nor proved.',
    hint: "Leave it out, or write 'sidecar' and 'istio', which are the defaults. Objects of the Gateway API can be added to a Cluster as they are.",
  });
}
