import type { WorkloadEntrySpec } from '../../istio/generated/types/index.ts';
import {
  fields,
  isObject,
  type Judge,
  listOf,
  mapOf,
  needs,
  oneOf,
  shown,
  text,
  wholeNumber,
} from '../../policies/judging.ts';
import { Network } from '../topology/network.ts';
import type { ExternalEndpoint } from './external-service.ts';

const PORT = wholeNumber(1, 65535);
const anyName: Judge = () => [];
const anyText: Judge = (value, at) => (typeof value === 'string' ? [] : [`${at} must be a text, not ${shown(value)}`]);
const isNetwork: Judge = (value, at) =>
  value instanceof Network ? [] : [`${at} must be a Network, not ${shown(value)}`];

/** Of a list of endpoints, given the names of a service's ports and its versions. */
export function endpointJudge(ports: readonly string[], versions: readonly string[]): Judge {
  return listOf(
    fields(
      {
        address: text,
        ports: mapOf((name, at) => oneOf(ports)(name, `${at}: the port`), PORT),
        labels: mapOf(anyName, anyText),
        version: oneOf(versions),
        locality: text,
        network: isNetwork,
        weight: wholeNumber(1),
        serviceAccount: text,
      },
      needs('address'),
    ),
  );
}

export function freezeEndpoint(endpoint: ExternalEndpoint, versionLabel: string): WorkloadEntrySpec {
  const { address, ports, version, locality, network, weight, serviceAccount } = endpoint;
  const labels = { ...endpoint.labels, ...(version !== undefined && { [versionLabel]: version }) };
  return {
    address,
    ...(isObject(ports) && { ports: ports as Readonly<Record<string, number>> }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(locality !== undefined && { locality }),
    ...(network && { network: network.node.id }),
    ...(weight !== undefined && { weight }),
    ...(serviceAccount !== undefined && { serviceAccount }),
  };
}
