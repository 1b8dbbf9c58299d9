import { isPlain } from '../../istio/crd/types.ts';
import { type ClusterFacts, ISTIO_VERSIONS, type IstioVersion, type RevisionFacts } from '../../istio/inventory.ts';
import { isIpAddress } from '../../istio/ip.ts';
import { isDnsLabel, isDnsSubdomain } from '../../istio/names.ts';
import { byKey, type Freezing } from '../freezing.ts';
import { Cluster } from './cluster.ts';

/** Which istiods serve a cluster, and where they are reached; those of its primary, where it has none. */
export function freezeIstiod(cluster: Cluster, freezing: Freezing): Pick<ClusterFacts, 'revisions' | 'exposedIstiod'> {
  const { controlPlane } = cluster.props;
  const home = controlPlane instanceof Cluster ? controlPlane : cluster;
  const { exposeIstiod } = cluster.props;
  const { revisions } = home.props;
  const report = home === cluster ? freezing : undefined;
  const exposed = exposeIstiod === undefined ? undefined : addressOf(exposeIstiod, cluster, freezing);
  return {
    ...(revisions !== undefined && { revisions: freezeRevisions(revisions, home, report) }),
    ...(exposed !== undefined && { exposedIstiod: exposed }),
  };
}

function addressOf(exposed: unknown, cluster: Cluster, freezing: Freezing): string | undefined {
  const address = isPlain(exposed) ? exposed.address : exposed;
  if (typeof address === 'string' && (isIpAddress(address) || isDnsSubdomain(address))) return address;
  refuse(cluster, `exposeIstiod: ${JSON.stringify(address)} is neither a host name nor an IP address`, freezing);
  return undefined;
}

function freezeRevisions(revisions: unknown, cluster: Cluster, freezing: Freezing | undefined): RevisionFacts[] {
  const said = isPlain(revisions) ? Object.entries(revisions) : [];
  const tell = (what: string) => freezing && refuse(cluster, `revisions: ${what}`, freezing);
  if (said.length === 0) tell('there must be at least one');
  const found = said.sort(byKey(([name]) => name)).flatMap(([name, revision]) => {
    const problem = problemOf(name, revision, cluster.props.istio);
    if (problem !== undefined) tell(problem);
    return problem === undefined ? [factsOf(name, revision as Fields)] : [];
  });
  const only = found.length === 1 ? found.map((one) => ({ ...one, isDefault: true })) : found;
  const defaults = only.filter(({ isDefault }) => isDefault).length;
  if (only.length > 0 && defaults !== 1) tell(`exactly one must be the default, and ${defaults} are`);
  for (const name of twins(only)) tell(`'${name}' stands for more than one`);
  return only;
}

type Fields = Readonly<Record<string, unknown>>;

function problemOf(name: string, revision: unknown, oldest: IstioVersion): string | undefined {
  if (!isDnsLabel(name)) return `'${name}' is no name of a revision`;
  if (!isPlain(revision)) return `'${name}' must be an object`;
  const { tags, image, istio = oldest, default: isDefault, ...others } = revision;
  const [strange] = Object.keys(others);
  if (strange !== undefined) return `'${name}' has no field '${strange}'`;
  if (isDefault !== undefined && typeof isDefault !== 'boolean') return `default of '${name}' must be a boolean`;
  const [own, least] = [istio, oldest].map((one) => ISTIO_VERSIONS.indexOf(one as IstioVersion));
  if (own === -1 || (own ?? 0) < (least ?? 0))
    return `istio of '${name}' must not be older than the cluster's ${oldest}`;
  if (image !== undefined && typeof image !== 'string') return `image of '${name}' must be a string`;
  const right = tags === undefined || (Array.isArray(tags) && tags.every((tag) => isDnsLabel(String(tag))));
  return right ? undefined : `tags of '${name}' must be a list of names`;
}

function factsOf(name: string, { tags = [], image, istio, default: isDefault }: Fields): RevisionFacts {
  return {
    name,
    isDefault: isDefault === true,
    tags: [...new Set(tags as readonly string[])].sort(),
    ...(istio !== undefined && { istio: istio as IstioVersion }),
    ...(image !== undefined && { image: String(image) }),
  };
}

function twins(revisions: readonly RevisionFacts[]): readonly string[] {
  const all = revisions.flatMap(({ name, tags }) => [name, ...tags]);
  return [...new Set(all.filter((name, i) => all.indexOf(name) < i))];
}

function refuse(cluster: Cluster, what: string, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(cluster),
    message: `Cluster '${cluster.node.id}': ${what}.`,
    why: 'Proxies would look for an istiod where there is none, or two would claim the same pods.',
    hint: "Write exposeIstiod: { address: 'istiod.example.com' }; revisions: { '1-31-1': { default: true, tags: ['stable'] } }.",
  });
}
