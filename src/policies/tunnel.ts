import { domainNameProblem } from '../istio/domain-names.ts';
import { isIpAddress } from '../istio/ip.ts';
import { fields, needs, oneOf, textThat, wholeNumber, withoutUndefined } from './judging.ts';
import { definePolicy } from './policy.ts';

export interface TunnelOptions {
  /** Method that opens the tunnel. Default CONNECT. */
  readonly protocol?: 'CONNECT' | 'POST';
  /** Where the tunnel is to lead: a domain name or an IP address. */
  readonly targetHost: string;
  /** 1 to 65535. */
  readonly targetPort: number;
}

/**
 * Carries TCP and TLS connections to a service through HTTP tunnels that the service opens to `targetHost`: the service is
 * a forward proxy. Connections of HTTP ports are not tunnelled. Excludes `proxyProtocol`; not for single ports.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-TunnelSettings
 */
export const tunnel = definePolicy<TunnelOptions>({
  owns: ['trafficPolicy.tunnel'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-TunnelSettings',
  example: { targetHost: 'mainframe.example', targetPort: 443 },
  problems: (options) => judge(options, 'tunnel'),
  normalise: withoutUndefined,
  lower: (options) => ({ trafficPolicy: { tunnel: withoutUndefined(options) } }),
  lift: ({ trafficPolicy }) => trafficPolicy?.tunnel as TunnelOptions | undefined,
});

const host = textThat((name) =>
  domainNameProblem(name) === undefined || isIpAddress(name) ? undefined : 'is neither a domain name nor an IP address',
);

const judge = fields(
  { protocol: oneOf(['CONNECT', 'POST']), targetHost: host, targetPort: wholeNumber(1, 65_535) },
  needs('targetHost', 'targetPort'),
);
