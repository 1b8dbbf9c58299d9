import { type Labels, selects } from '../../../istio/labels.ts';
import type { ConfigView } from '../../config-view.ts';
import type { KnownService } from '../../routed.ts';
import type { Endpoint } from './endpoint.ts';
import { kubernetesPool } from './kubernetes.ts';
import { serviceEntryPool } from './service-entry.ts';

/** All endpoints of one port of a service, in all clusters, before anything is chosen among them. */
export interface Pool {
  readonly endpoints: readonly Endpoint[];
  /** Groups of pods that would be endpoints if there were any of them. */
  readonly idle: readonly Endpoint[];
  /** Why there may be endpoints that nobody knows of; empty: these are all. */
  readonly gaps: readonly string[];
}

export function poolOf(view: ConfigView, service: KnownService, port: number): Pool {
  return view.rememberGround(`reach: pool ${service.namespace} ${service.host} ${port}`, () => {
    const all =
      service.source === 'kubernetes' ? kubernetesPool(view, service, port) : serviceEntryPool(view, service, port);
    return {
      endpoints: all.endpoints.filter((endpoint) => endpoint.weight > 0),
      idle: all.endpoints.filter((endpoint) => endpoint.weight <= 0),
      gaps: all.gaps,
    };
  });
}

/** The endpoints that a subset's labels select, those labels included that istiod adds. */
export function withLabels(endpoints: readonly Endpoint[], labels: Labels): readonly Endpoint[] {
  return endpoints.filter((endpoint) => selects(labels, endpoint.augmented));
}
