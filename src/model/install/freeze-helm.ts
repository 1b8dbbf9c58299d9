import { checkHelmSettings } from '../../istio/charts/structure.ts';
import { isPlain } from '../../istio/crd/types.ts';
import type { StructureProblem } from '../../istio/structure.ts';
import type { Freezing } from '../freezing.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { IngressGateway } from '../topology/ingress-gateway.ts';
import type { Mesh } from '../topology/mesh.ts';
import type { HelmSettings } from './helm-settings.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What each cluster's values say beyond what the mesh declares; undefined where no values are asked for. */
export function freezeHelm(
  mesh: Mesh,
  clusters: readonly Cluster[],
  gateways: readonly IngressGateway[],
  freezing: Freezing,
): Readonly<Record<string, HelmSettings>> | undefined {
  const { helm } = mesh.props;
  if (helm === undefined) {
    for (const cluster of clusters) if (cluster.props.helm !== undefined) reportAlone(cluster, freezing);
    return undefined;
  }
  const shared = sound(helm, mesh, freezing);
  const names = new Set(gateways.map(({ gatewayName }) => gatewayName));
  const layers = clusters.map((cluster) => {
    const own = cluster.props.helm === undefined ? {} : sound(cluster.props.helm, cluster, freezing);
    reportUnknown(own, names, cluster, freezing);
    return [cluster.node.id, JSON.parse(JSON.stringify({ ...shared, ...own })) as HelmSettings] as const;
  });
  reportUnknown(shared, names, mesh, freezing);
  return Object.fromEntries(layers);
}

/** Without fields that no chart would understand. */
function sound(said: unknown, on: Mesh | Cluster, freezing: Freezing): Fields {
  const problems = checkHelmSettings(said);
  for (const { path, message, suggestion } of problems) report(on, { path, message, suggestion }, freezing);
  if (!isPlain(said)) return {};
  const broken = new Set(problems.map(({ at }) => String(at[0])));
  return Object.fromEntries(Object.entries(said).filter(([name]) => !broken.has(name)));
}

type Told = Pick<StructureProblem, 'path' | 'message'> & { readonly suggestion: string | undefined };

function report(on: Mesh | Cluster, { path, message, suggestion }: Told, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(on),
    message: `helm of ${titleOf(on)}: ${path === '' ? 'it' : path} ${message}.`,
    why: "Istio's charts pass over values that they do not know, and fail to render where a value has another type.",
    hint: suggestion === undefined ? "Compare it with the values of Istio's charts." : `Write ${suggestion}.`,
  });
}

function reportUnknown(said: Fields, known: ReadonlySet<string>, on: Mesh | Cluster, freezing: Freezing): void {
  for (const name of Object.keys(isPlain(said.ingressGateways) ? said.ingressGateways : {})) {
    if (known.has(name)) continue;
    const message = `names the gateway '${name}', and the mesh has no ingress gateway of that name`;
    report(on, { path: 'ingressGateways', message, suggestion: undefined }, freezing);
  }
}

function reportAlone(cluster: Cluster, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(cluster),
    message: `helm of ${titleOf(cluster)}: the mesh has no helm settings.`,
    why: "Values are written for all clusters of a mesh or for none: nothing would come of this cluster's.",
    hint: 'Set helm on the mesh, {} where there is nothing to say.',
  });
}

function titleOf(on: Mesh | Cluster): string {
  return `${'kind' in on ? 'cluster' : 'mesh'} '${on.node.id}'`;
}
