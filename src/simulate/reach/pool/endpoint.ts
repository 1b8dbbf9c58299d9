import type { ServicePortFacts } from '../../../istio/facts.ts';
import { CLUSTER_LABEL, type Labels, NETWORK_LABEL } from '../../../istio/labels.ts';
import type { EndpointOutcome } from '../../outcome.ts';

/** Endpoints that are alike, as istiod knows them: equal pods of one cluster, or one address of a ServiceEntry. */
export interface Endpoint {
  readonly cluster: string;
  readonly network: string;
  readonly locality: Locality;
  /** Where its policies live. */
  readonly namespace: string;
  readonly name: string;
  /** Its own labels: policies select by them. */
  readonly labels: Labels;
  /** With those that istiod adds: subsets select by them. */
  readonly augmented: Labels;
  readonly serviceAccount: string | undefined;
  /** `unknown`: an address of which nobody says what listens there. */
  readonly proxy: 'sidecar' | 'gateway' | 'none' | 'unknown';
  /** Whether istiod takes it to accept mutual TLS of the mesh. */
  readonly acceptsMutualTls: boolean;
  /** On the pod; undefined where the name of the target port is not known. */
  readonly port: number | undefined;
  /** As its own cluster's copy of the Service has it: the server's proxy goes by that. */
  readonly protocol: ServicePortFacts['protocol'];
  /** How many there are, or the weight that a ServiceEntry gives it. */
  readonly weight: number;
  /** As outcomes tell it; undefined for what is no pod. */
  readonly workload: EndpointOutcome['workload'];
}

export interface Locality {
  readonly region: string;
  readonly zone: string;
  readonly subzone: string;
}

export const REGION_LABEL = 'topology.kubernetes.io/region';
export const ZONE_LABEL = 'topology.kubernetes.io/zone';
export const SUBZONE_LABEL = 'topology.istio.io/subzone';
export const TLS_MODE_LABEL = 'security.istio.io/tlsMode';

/** `region/zone/subzone`, or with dots as labels have it. */
export function localityOf(text: string): Locality {
  const [region = '', zone = '', subzone = ''] = (text.includes('/') ? text : text.replaceAll('.', '/')).split('/');
  return { region, zone, subzone };
}

/** Labels as istiod completes them. A network label that is there already stays. */
export function augmentedLabels(labels: Labels, locality: Locality, cluster: string, network: string): Labels {
  const all: Record<string, string> = { ...labels };
  if (locality.region !== '') all[REGION_LABEL] = locality.region;
  if (locality.zone !== '') all[ZONE_LABEL] = locality.zone;
  if (locality.subzone !== '') all[SUBZONE_LABEL] = locality.subzone;
  if (cluster !== '') all[CLUSTER_LABEL] = cluster;
  if (network !== '' && !all[NETWORK_LABEL]) all[NETWORK_LABEL] = network;
  return all;
}
