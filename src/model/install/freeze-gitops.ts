import type { z } from 'zod';
import { isDnsSubdomain } from '../../istio/names.ts';
import type { Freezing } from '../freezing.ts';
import type { GateSpec } from '../specs.ts';
import type { Cluster } from '../topology/cluster.ts';
import type { Mesh } from '../topology/mesh.ts';
import { clusterSchemas, gitOpsSchemas } from './gitops-schema.ts';
import type { ArgoCdSpec, ClusterGitOpsSpec, FluxSpec, GitOpsSpec } from './gitops-spec.ts';

type Tool = keyof typeof gitOpsSchemas;

/** The hand-off of a mesh with all defaults; undefined where there is none, or where something is wrong with it. */
export function freezeGitOps(
  mesh: Mesh,
  clusters: readonly Cluster[],
  gates: readonly GateSpec[],
  freezing: Freezing,
): GitOpsSpec | undefined {
  const said: unknown = mesh.props.gitops;
  if (said === undefined) return withoutMesh(clusters, freezing);
  const tool = toolOf(said);
  if (tool === undefined) {
    report(mesh, `gitops of mesh '${mesh.node.id}' names not exactly one of argocd and flux`, freezing);
    return undefined;
  }
  const read = gitOpsSchemas[tool].safeParse(said);
  reportIssues(mesh, `gitops of mesh '${mesh.node.id}'`, read, freezing);
  const own = clusters.flatMap((cluster) => ownSettings(cluster, tool, freezing));
  if (!read.success) return undefined;
  const { repository, branch = 'main', path = '', owners = [] } = read.data;
  const settings = toolSettings(read.data, mesh.node.id);
  reportOtherNames(mesh, settings, gates, freezing);
  return {
    repository,
    branch,
    path: path === '' || path.endsWith('/') ? path : `${path}/`,
    owners: [...owners],
    tool: settings,
    clusters: Object.fromEntries(own),
  };
}

function toolOf(said: unknown): Tool | undefined {
  if (typeof said !== 'object' || said === null) return undefined;
  const named = (['argocd', 'flux'] as const).filter((tool) => (said as Record<string, unknown>)[tool] !== undefined);
  return named.length === 1 ? named[0] : undefined;
}

type Read = z.infer<(typeof gitOpsSchemas)['argocd']> | z.infer<(typeof gitOpsSchemas)['flux']>;

function toolSettings({ argocd, flux }: Read, mesh: string): ArgoCdSpec | FluxSpec {
  if (argocd) {
    const { namespace = 'argocd', generator = 'directories', project, statuses } = argocd;
    const posted = statuses && { forge: statuses.forge, service: statuses.service ?? statuses.forge };
    return {
      ...{ kind: 'argocd', namespace, generator },
      ...(project !== undefined && { project }),
      ...(posted && { statuses: posted }),
    };
  }
  const { namespace = 'flux-system', dependsOn = [], secret, serviceAccount, statuses } = flux ?? {};
  const posted = statuses && { forge: statuses.forge, secret: statuses.secret ?? `${mesh}-statuses` };
  return {
    ...{ kind: 'flux', namespace, dependsOn: [...new Set(dependsOn)].sort() },
    ...(secret !== undefined && { secret }),
    ...(serviceAccount !== undefined && { serviceAccount }),
    ...(posted && { statuses: posted }),
  };
}

function ownSettings(cluster: Cluster, tool: Tool, freezing: Freezing): [string, ClusterGitOpsSpec][] {
  const said: unknown = cluster.props.gitops;
  if (said === undefined) return [];
  const read = clusterSchemas[tool].safeParse(said);
  reportIssues(cluster, `gitops of cluster '${cluster.node.id}'`, read, freezing);
  if (!read.success) return [];
  const given = Object.entries(read.data).filter(([, value]) => value !== undefined);
  return [[cluster.node.id, Object.fromEntries(given)]];
}

function withoutMesh(clusters: readonly Cluster[], freezing: Freezing): undefined {
  for (const cluster of clusters)
    if (cluster.props.gitops !== undefined)
      report(cluster, `gitops of cluster '${cluster.node.id}' has no effect, for its mesh has no gitops`, freezing);
}

/** The names that gates ask for become names of objects, in the namespace that is written to. */
function reportOtherNames(
  mesh: Mesh,
  { kind, namespace }: ArgoCdSpec | FluxSpec,
  gates: readonly GateSpec[],
  freezing: Freezing,
): void {
  for (const gate of gates) {
    if (gate.kind !== 'applied' || gate.by !== kind) continue;
    const asked = String(kind === 'argocd' ? gate.application : gate.kustomization);
    const [first = '', ...rest] = asked.split('/');
    const name = rest.length === 0 ? first : rest.join('/');
    if (rest.length > 0 && first !== namespace)
      report(mesh, `gitops writes to the namespace '${namespace}', and the gate applied asks for '${asked}'`, freezing);
    else if (!isDnsSubdomain(name.replaceAll('{mesh}', 'm').replaceAll('{cluster}', 'c')))
      report(mesh, `gitops cannot write an object with the name that the gate applied asks for, '${name}'`, freezing);
  }
}

function reportIssues(
  construct: Mesh | Cluster,
  what: string,
  read: z.ZodSafeParseResult<unknown>,
  freezing: Freezing,
): void {
  for (const { path, message } of read.error?.issues ?? [])
    report(construct, `${[what, ...path.map(String)].join(', ')}: ${message}`.replace(', ', ', setting '), freezing);
}

function report(construct: Mesh | Cluster, problem: string, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-gitops',
    at: freezing.placeOf(construct),
    message: `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`,
    why: 'Argo CD or Flux would refuse what is written from it, or apply nothing, or apply what belongs elsewhere.',
    hint: 'Correct the setting. docs/handoff.md says what each one means.',
  });
}
