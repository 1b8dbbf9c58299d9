import type { Dice } from './dice.ts';
import type { Drawn } from './random-world.ts';

export const NAMESPACES = ['shop', 'shop', 'shop', 'front', 'istio-system', 'istio-ingress'];
export const EXPORTS = [undefined, undefined, undefined, ['*'], ['.'], ['front'], ['.', 'istio-ingress']];

export function optional<Value>(name: string, value: Value | undefined): Record<string, Value> {
  return value === undefined ? {} : { [name]: value };
}

export function destinationRule(dice: Dice): Drawn {
  const host = dice.pick([
    'reviews',
    'reviews.shop.svc.cluster.local',
    'reviews.shop.svc.cluster.local',
    'ratings.shop.svc.cluster.local',
    '*.shop.svc.cluster.local',
    '*.local',
    'api.example.com',
    'db',
  ]);
  const subsets = dice.pick([undefined, ['v1', 'v2'], ['v1', 'v2'], ['v1'], ['v2', 'v3']]);
  const spec = {
    host,
    ...optional('exportTo', dice.pick(EXPORTS)),
    ...optional(
      'subsets',
      subsets?.map((name) => ({ name, labels: { version: name } })),
    ),
    ...optional('workloadSelector', dice.pick([undefined, undefined, undefined, { matchLabels: { app: 'web' } }])),
  };
  return { kind: 'DestinationRule', namespace: dice.pick(NAMESPACES), spec };
}

export function gateway(dice: Dice): Drawn {
  const hosts = dice.pick([
    ['*'],
    ['shop.example'],
    ['*.example'],
    ['shop/*'],
    ['./*.shop.example', 'shop.example'],
    ['front/shop.example', 'shop/*.example'],
  ]);
  const server = dice.pick<object>([
    { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts },
    { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts },
    { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts, tls: { httpsRedirect: true } },
    { port: { number: 8080, name: 'http-alt', protocol: 'HTTP2' }, hosts },
    { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts, tls: { mode: 'SIMPLE', credentialName: 'cert' } },
    { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts, tls: { mode: 'MUTUAL', credentialName: 'cert' } },
    { port: { number: 443, name: 'tls', protocol: 'TLS' }, hosts, tls: { mode: 'PASSTHROUGH' } },
    { port: { number: 15443, name: 'tls', protocol: 'TLS' }, hosts: ['*.local'], tls: { mode: 'AUTO_PASSTHROUGH' } },
    { port: { number: 8080, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] },
  ]);
  const namespace = dice.pick(['istio-ingress', 'istio-ingress', 'shop']);
  return { kind: 'Gateway', namespace, spec: { selector: { istio: 'ingressgateway' }, servers: [server] } };
}

export function serviceEntry(dice: Dice): Drawn {
  const http = { number: 80, name: 'http', protocol: 'HTTP' };
  const tls = { number: 443, name: 'tls', protocol: 'TLS' };
  const spec = dice.pick<object>([
    { hosts: ['api.example.com'], ports: [http, tls], resolution: 'DNS' },
    {
      hosts: ['api.example.com'],
      ports: [{ ...http, targetPort: 8080 }],
      resolution: 'DNS',
      location: 'MESH_INTERNAL',
    },
    { hosts: ['*.example.com'], ports: [http, tls], resolution: 'NONE' },
    {
      hosts: ['api.example.com', 'other.example.com'],
      ports: [http],
      resolution: 'STATIC',
      endpoints: [{ address: '198.18.0.1' }],
    },
    {
      hosts: ['vm.shop'],
      ports: [http],
      resolution: 'STATIC',
      location: 'MESH_INTERNAL',
      endpoints: [{ address: '10.9.0.1', labels: { version: 'v1' } }],
    },
    {
      hosts: ['reviews.shop.svc.cluster.local'],
      ports: [{ number: 9080, name: 'http', protocol: 'HTTP' }],
      resolution: 'STATIC',
      endpoints: [{ address: '10.9.0.2' }],
    },
  ]);
  return {
    kind: 'ServiceEntry',
    namespace: dice.pick(NAMESPACES),
    spec: { ...spec, ...optional('exportTo', dice.pick(EXPORTS)) },
  };
}

export function sidecar(dice: Dice): Drawn {
  const hosts = dice.pick([
    ['./*'],
    ['*/*'],
    ['shop/*', 'istio-system/*'],
    ['*/reviews.shop.svc.cluster.local'],
    ['~/*'],
    ['shop/ratings.shop.svc.cluster.local', './*'],
    ['*/*.example.com', 'front/*'],
  ]);
  const spec = {
    ...optional('workloadSelector', dice.pick([undefined, undefined, { labels: { app: 'web' } }])),
    egress: dice.chance(0.15)
      ? [{ port: { number: 9080, name: 'http', protocol: 'HTTP' }, hosts: ['shop/*'] }, { hosts }]
      : [{ hosts }],
    ...optional('outboundTrafficPolicy', dice.pick([undefined, { mode: 'REGISTRY_ONLY' }, { mode: 'ALLOW_ANY' }])),
  };
  return { kind: 'Sidecar', namespace: dice.pick(['shop', 'front', 'istio-system']), spec };
}
