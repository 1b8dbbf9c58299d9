import type { MeshIndex } from '../mesh-index.ts';

/** The port of east-west gateways for calls from other networks. */
export const NETWORK_PORT = 15443;
/** Those for proxies and webhooks of clusters without an istiod. */
export const ISTIOD_PORTS: readonly number[] = [15012, 15017];

/** Ports of east-west gateways, where connections pass whose requests and callers nobody there can read. */
export function passedPorts({ multiNetwork, clusters }: MeshIndex): readonly number[] {
  const exposed = [...clusters.values()].some(({ exposedIstiod }) => exposedIstiod !== undefined);
  return [...(exposed ? ISTIOD_PORTS : []), ...(multiNetwork ? [NETWORK_PORT] : [])];
}
