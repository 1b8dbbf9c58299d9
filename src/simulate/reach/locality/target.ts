import type { Labels } from '../../../istio/labels.ts';
import type { NetworkGateway } from '../network/gateways.ts';
import type { Endpoint, Locality } from '../pool/endpoint.ts';

/** What a proxy balances over: endpoints at their addresses, or a gateway that stands for endpoints behind it. */
export interface Target {
  readonly locality: Locality;
  /** What priorities by labels compare: a gateway has only those of its cluster and network. */
  readonly labels: Labels;
  readonly weight: number;
  readonly endpoint: Endpoint;
  readonly gateway: NetworkGateway | undefined;
}

/** A target with its place in the order, and its share of the requests while everything is healthy. */
export interface PlacedTarget extends Target {
  readonly priority: number;
  readonly share: number;
}
