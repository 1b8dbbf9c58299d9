import { isPlain } from '../../istio/crd/types.ts';
import type { ClusterFacts, IstioVersion } from '../../istio/inventory.ts';
import { ISTIO_VERSIONS } from '../../istio/inventory.ts';
import { checkMeshConfig } from '../../istio/mesh-config/structure.ts';
import type { StructureProblem } from '../../istio/structure.ts';
import { type Freezing, meshOf } from '../freezing.ts';
import { Cluster } from '../topology/cluster.ts';
import type { Mesh } from '../topology/mesh.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What an author says of a cluster's istiod; nothing where nobody said anything. */
export function freezeMeshConfig(
  cluster: Cluster,
  freezing: Freezing,
): Pick<ClusterFacts, 'trustDomain' | 'trustDomainAliases' | 'meshConfig'> {
  const { controlPlane } = cluster.props;
  const home = controlPlane instanceof Cluster ? controlPlane : cluster;
  const mesh = meshOf(cluster);
  if (home !== cluster) refuseOwn(cluster, home, freezing);
  const { trustDomain } = home.props;
  const aliases = home.props.trustDomainAliases ?? mesh?.props.trustDomainAliases;
  const meshConfig = effective(home, home === cluster ? freezing : undefined);
  return {
    ...(isText(trustDomain, 'trustDomain', home, freezing) && { trustDomain }),
    ...(areTexts(aliases, 'trustDomainAliases', home, freezing) && {
      trustDomainAliases: othersOf(aliases, trustDomain ?? mesh?.props.trustDomain),
    }),
    ...(meshConfig && { meshConfig }),
  };
}

/** What is wrong with a mesh's own part is told once, and not again for each cluster. */
export function reportMeshConfig(mesh: Mesh, freezing: Freezing): void {
  const { meshConfig } = mesh.props;
  if (meshConfig === undefined) return;
  for (const problem of checkMeshConfig(meshConfig, ISTIO_VERSIONS[2])) report(mesh, problem, freezing);
}

/** The two layers without fields that Istio would not understand. */
function effective(cluster: Cluster, freezing: Freezing | undefined): Fields | undefined {
  const mesh = meshOf(cluster);
  const { meshConfig: own } = cluster.props;
  const shared = mesh?.props.meshConfig;
  if (own === undefined && shared === undefined && mesh?.props.helm === undefined) return undefined;
  const release = ISTIO_VERSIONS.includes(cluster.props.istio) ? cluster.props.istio : ISTIO_VERSIONS[2];
  const ours = sound(own, release, (problem) => freezing && report(cluster, problem, freezing));
  const theirs = sound(shared, release, (problem) => {
    const isReplaced = own !== undefined && String(problem.at[0]) in own;
    if (freezing && problem.since !== undefined && !isReplaced) report(cluster, problem, freezing);
  });
  return sorted(JSON.parse(JSON.stringify({ ...theirs, ...ours })) as Fields);
}

function sound(said: unknown, release: IstioVersion, tell: (problem: StructureProblem) => void): Fields {
  const problems = said === undefined ? [] : checkMeshConfig(said, release);
  for (const problem of problems) tell(problem);
  if (!isPlain(said)) return {};
  const broken = new Set(problems.map(({ at }) => String(at[0])));
  return Object.fromEntries(Object.entries(said).filter(([name]) => !broken.has(name)));
}

/** Keys in one order whatever order they were said in; that of lists means something. */
function sorted<T>(value: T): T {
  if (Array.isArray(value)) return value.map(sorted) as T;
  if (!isPlain(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, field]) => [name, sorted(field)])) as T;
}

function report(on: Mesh | Cluster, { path, message, suggestion }: StructureProblem, freezing: Freezing): void {
  const what = on instanceof Cluster ? `cluster '${on.node.id}'` : `mesh '${on.node.id}'`;
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(on),
    message: `meshConfig of ${what}: ${path === '' ? 'it' : path} ${message}.`,
    why: 'istiod passes over a field of MeshConfig that it does not know, and over all of it where a value is not valid; both without a word to whoever applied it.',
    hint: suggestion === undefined ? "Compare it with Istio's reference for MeshConfig." : `Write ${suggestion}.`,
  });
}

function refuseOwn(cluster: Cluster, home: Cluster, freezing: Freezing): void {
  const said = (['trustDomain', 'trustDomainAliases', 'meshConfig', 'revisions', 'exposeIstiod'] as const).filter(
    (name) => cluster.props[name] !== undefined,
  );
  if (said.length === 0) return;
  freezing.report({
    code: 'invalid-control-plane',
    at: freezing.placeOf(cluster),
    message: `Cluster '${cluster.node.id}' sets ${said.join(' and ')}, and its proxies are served by the istiod of '${home.node.id}'.`,
    why: "They live by that istiod's MeshConfig and get their certificates from it; what the remote says would be read by nobody.",
    hint: `Set it on '${home.node.id}', for all clusters that it serves.`,
    related: [{ message: `'${home.node.id}' is declared here`, at: freezing.placeOf(home) }],
  });
}

function isText(value: unknown, name: string, cluster: Cluster, freezing: Freezing): value is string {
  if (value !== undefined && typeof value !== 'string') refuse(cluster, `${name} must be a string`, value, freezing);
  return typeof value === 'string';
}

function areTexts(value: unknown, name: string, cluster: Cluster, freezing: Freezing): value is readonly string[] {
  if (value === undefined) return false;
  const right = Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (!right) refuse(cluster, `${name} must be a list of strings`, value, freezing);
  return right;
}

function refuse(cluster: Cluster, what: string, value: unknown, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(cluster),
    message: `Cluster '${cluster.node.id}': ${what}, not ${JSON.stringify(value)}.`,
    why: 'Identities and policies are written with it.',
    hint: "Write it as in SPIFFE identities: trustDomain: 'eu.example'.",
  });
}

function othersOf(aliases: readonly string[], own = 'cluster.local'): readonly string[] {
  return [...new Set(aliases)].filter((alias) => alias !== own).sort();
}
