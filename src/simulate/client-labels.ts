import type { Labels } from '../istio/labels.ts';
import { augmentedLabels } from './reach/pool/endpoint.ts';
import type { ClientProxy } from './routed.ts';

/** Labels of a proxy as istiod completes them: `sourceLabels` and the selectors of Gateways may name its cluster too. */
export function labelsOf({ labels, region, zone = '', cluster, network }: ClientProxy): Labels {
  return augmentedLabels(labels, { region, zone, subzone: '' }, cluster, network);
}
