import { oneOf } from './judging.ts';
import { definePolicy } from './policy.ts';

/**
 * Begins each connection with a header of HAProxy's PROXY protocol, of version V1 (text) or V2 (binary), which tells the
 * caller's address; the application has to expect it. Excludes `tunnel`. Not for single ports, and lost on a port that has
 * DestinationRule settings of its own (`setting-lost-on-port`).
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-ProxyProtocol
 */
export const proxyProtocol = definePolicy<'V1' | 'V2'>({
  owns: ['trafficPolicy.proxyProtocol'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-ProxyProtocol',
  example: 'V2',
  excludes: { tunnel: () => true },
  problems: (version) => oneOf(['V1', 'V2'])(version, 'proxyProtocol'),
  normalise: (version) => version,
  lower: (version) => ({ trafficPolicy: { proxyProtocol: { version } } }),
  lift: ({ trafficPolicy }) => {
    const found = trafficPolicy?.proxyProtocol;
    return found && (found.version ?? 'V1');
  },
});
