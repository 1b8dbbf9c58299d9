import type { WorkloadEntrySpec } from '../../istio/generated/types/index.ts';
import type { ExternalFacts, Placement, ServiceFacts } from '../../istio/inventory.ts';
import { isIpAddress } from '../../istio/ip.ts';
import { sortedLabels } from '../../istio/labels.ts';
import { oneOf, text } from '../../policies/judging.ts';
import { byKey, type Freezing, meshOf } from '../freezing.ts';
import { keyOf } from '../keys.ts';
import { Cluster } from '../topology/cluster.ts';
import { EgressGateway } from './egress-gateway.ts';
import type { ExternalIn, ExternalService } from './external-service.ts';
import { endpointJudge, freezeEndpoint } from './freeze-endpoint.ts';
import { throughProblems } from './freeze-through.ts';

type AnyExternal = ExternalService<string, string>;

/** What a ServiceEntry has beyond a Service. */
export function freezeExternal(service: AnyExternal, facts: ServiceFacts, freezing: Freezing): ServiceFacts {
  const { external: props } = service;
  const tell = teller(service, freezing);
  const hosts = textsOf(props.hosts, 'hosts', tell).map((host) => host.toLowerCase());
  const [host = ''] = hosts;
  if (Array.isArray(props.hosts) && props.hosts.length === 0) tell('has no hosts');
  const endpoints = endpointsOf(service, props.endpoints, 'endpoints', tell);
  const here = (props.in ?? []).map((entry) => placeOf(entry));
  const endpointsIn = here.flatMap(({ cluster, endpoints: own }) =>
    own === undefined ? [] : [[cluster, endpointsOf(service, own, `endpoints in ${cluster}`, tell)] as const],
  );
  const all = [...endpoints, ...endpointsIn.flatMap(([, own]) => own)];
  const external: ExternalFacts = {
    hosts,
    addresses: textsOf(props.addresses ?? [], 'addresses', tell),
    location: wordOf(props.location ?? 'MESH_EXTERNAL', LOCATIONS, 'location', tell),
    resolution: wordOf(props.resolution ?? resolutionOf(hosts, all, props.pods), RESOLUTIONS, 'resolution', tell),
    endpoints,
    endpointsIn: Object.fromEntries(endpointsIn.sort(byKey(([cluster]) => cluster))),
    selector: props.pods && sortedLabels(props.pods),
    subjectAltNames: textsOf(props.subjectAltNames ?? [], 'subjectAltNames', tell),
    clusters: props.in && [...new Set(here.map(({ cluster }) => cluster))].sort(),
    through: props.through instanceof EgressGateway ? keyOf(props.through) : undefined,
  };
  if (props.through !== undefined && external.through === undefined) tell("has a 'through' that is no EgressGateway");
  if (hosts.length > 1 && facts.versions.length > 0)
    tell('has versions and several hosts: a route to a version names one host');
  for (const problem of throughProblems(facts, external)) tell(problem);
  return { ...facts, host, external, runsIn: placementsOf(service, facts, external) };
}

const LOCATIONS = ['MESH_EXTERNAL', 'MESH_INTERNAL'] as const;
const RESOLUTIONS = ['NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'] as const;

type Tell = (problem: string) => void;

function teller(service: AnyExternal, freezing: Freezing): Tell {
  return (problem) =>
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(service),
      message: `ExternalService '${service.serviceName}' ${problem}.`,
      why: 'Istio would refuse its ServiceEntry, or proxies would not find whoever serves it.',
      hint: 'Correct it; https://istio.io/latest/docs/reference/config/networking/service-entry/ documents each field.',
    });
}

function placeOf(entry: Cluster | ExternalIn<string, string>) {
  if (entry instanceof Cluster) return { cluster: entry.node.id, endpoints: undefined };
  return { cluster: entry.cluster.node.id, endpoints: entry.endpoints };
}

function endpointsOf(service: AnyExternal, said: unknown, at: string, tell: Tell): readonly WorkloadEntrySpec[] {
  if (said === undefined) return [];
  const versions = service.versions;
  const problems = endpointJudge(Object.keys(service.props.ports), versions)(said, at);
  for (const problem of problems) tell(`is not right: ${problem}`);
  if (problems.length > 0) return [];
  const label = service.props.versionLabel ?? 'version';
  return (said as Parameters<typeof freezeEndpoint>[0][]).map((endpoint) => freezeEndpoint(endpoint, label));
}

function resolutionOf(
  hosts: readonly string[],
  endpoints: readonly WorkloadEntrySpec[],
  pods: unknown,
): ExternalFacts['resolution'] {
  if (pods !== undefined) return 'STATIC';
  if (endpoints.length > 0) {
    const isFixed = ({ address = '' }: WorkloadEntrySpec) => isIpAddress(address) || address.startsWith('unix:');
    return endpoints.every(isFixed) ? 'STATIC' : 'DNS';
  }
  return hosts.some((host) => host.startsWith('*')) ? 'NONE' : 'DNS';
}

/** Where which versions have endpoints: by labels, which is how a route finds them. */
function placementsOf(service: AnyExternal, { versions }: ServiceFacts, external: ExternalFacts): Placement[] {
  const mesh = meshOf(service);
  const known = mesh?.node.findAll().filter((one): one is Cluster => one instanceof Cluster) ?? [];
  const clusters = external.clusters ?? known.map((cluster) => cluster.node.id);
  return [...new Set(clusters)].sort().map((cluster) => {
    const endpoints = external.endpointsIn[cluster] ?? external.endpoints;
    const has = (labels: Readonly<Record<string, string>>) =>
      endpoints.some((one) => Object.entries(labels).every(([key, value]) => one.labels?.[key] === value));
    const here = external.selector ? versions : versions.filter(({ labels }) => has(labels));
    return { cluster, versions: here.map(({ name }) => name) };
  });
}

function textsOf(said: unknown, what: string, tell: Tell): readonly string[] {
  if (!Array.isArray(said) || said.some((one) => text(one, what).length > 0)) {
    tell(`has '${what}' that are no list of texts`);
    return [];
  }
  return [...new Set<string>(said)];
}

function wordOf<const W extends string>(said: W, words: readonly W[], what: string, tell: Tell): W {
  for (const problem of oneOf(words)(said, what)) tell(`is not right: ${problem}`);
  return said;
}
