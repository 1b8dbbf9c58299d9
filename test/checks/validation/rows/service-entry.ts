import { object, type Row, type Verdict } from './row.ts';

type Json = Record<string, unknown>;

const error = (path: string, part: string): Verdict => ['error', path, part];
const warning = (path: string, part: string): Verdict => ['warning', path, part];

const https = { number: 443, name: 'tls', protocol: 'TLS' };
const tcp = { number: 5432, name: 'tcp', protocol: 'TCP' };

function entry(about: string, spec: Json, verdict: Verdict, metadata: Json = {}): Row {
  const whole = { hosts: ['api.example'], ports: [https], resolution: 'DNS', ...spec };
  return { about, object: object('ServiceEntry', whole, metadata), verdict };
}

const fixed = (about: string, endpoint: unknown, verdict: Verdict, more: Json = {}): Row =>
  entry(about, { resolution: 'STATIC', endpoints: [endpoint], ...more }, verdict);
const named = (about: string, endpoint: unknown, verdict: Verdict, more: Json = {}): Row =>
  entry(about, { endpoints: [endpoint], ...more }, verdict);
const dynamic = (about: string, spec: Json, verdict: Verdict, metadata: Json = {}): Row =>
  entry(about, { hosts: ['*.example'], resolution: 'DYNAMIC_DNS', ...spec }, verdict, metadata);
const port = (about: string, one: unknown, verdict: Verdict): Row => entry(about, { ports: [https, one] }, verdict);

export const entryRows: readonly Row[] = [
  entry('a host', {}, 'ok'),
  entry('no hosts', { hosts: [] }, error('spec.hosts', 'no hosts')),
  entry('every host', { hosts: ['*'], resolution: 'NONE' }, error('spec.hosts[0]', 'every host')),
  entry('a bad host', { hosts: ['a_b'], resolution: 'NONE' }, error('spec.hosts[0]', 'label "a_b"')),
  entry(
    'half a wildcard',
    { hosts: ['*api.example'], resolution: 'NONE' },
    warning('spec.hosts[0]', 'part of a label'),
  ),
  entry('a wildcard', { hosts: ['*.example'], resolution: 'NONE' }, 'ok'),
  entry('an empty selector', { resolution: 'STATIC', workloadSelector: {} }, warning('spec.workloadSelector', '')),
  entry(
    'a wildcard selector',
    { resolution: 'STATIC', workloadSelector: { labels: { a: '*' } } },
    error('spec.workloadSelector.labels.a', '*'),
  ),
  entry(
    'selector and endpoints',
    { resolution: 'STATIC', workloadSelector: { labels: { a: 'b' } }, endpoints: [{ address: '::1' }] },
    error('spec.endpoints', 'exclude each other'),
  ),
  entry('an address', { addresses: ['10.0.0.1', '::1'] }, 'ok'),
  entry('a bad address', { addresses: ['10.0.0'] }, error('spec.addresses[0]', "'10.0.0'")),
  entry('a network, looked up', { addresses: ['10.0.0.0/8'] }, error('spec.addresses', 'one is a network')),
  entry('a network, as it is', { addresses: ['10.0.0.0/8'], resolution: 'NONE' }, 'ok'),
  entry('hidden', { exportTo: ['~'] }, 'ok'),
  entry('hidden from some', { exportTo: ['~', 'infra'] }, error('spec.exportTo', "'~' (nobody) beside")),
  { about: 'no spec', object: object('ServiceEntry', null), verdict: error('spec.hosts', 'no hosts') },
];

export const portRows: readonly Row[] = [
  entry('no ports', { ports: [] }, 'ok'),
  port('another port', { number: 80, name: 'http', protocol: 'HTTP', targetPort: 8080 }, 'ok'),
  port('a name twice', { ...https, number: 80 }, error('spec.ports[1].name', "named 'tls'")),
  port('a number twice', { ...https, name: 'a' }, error('spec.ports[1].number', 'number 443')),
  port('a bad name', { ...tcp, name: 'a.b' }, error('spec.ports[1].name', "'a.b'")),
  port('a bad number', { ...tcp, number: 0 }, error('spec.ports[1].number', 'the port 0')),
  port('a bad target', { ...tcp, targetPort: 70_000 }, error('spec.ports[1].targetPort', '70000')),
  port('a bad protocol', { ...tcp, protocol: 'H3' }, error('spec.ports[1].protocol', "'H3'")),
  entry('TCP with an address', { ports: [tcp], addresses: ['10.0.0.1'] }, 'ok'),
  entry('TCP that gets an address', { ports: [tcp] }, 'ok'),
  entry('TCP that gets none, by its label', { ports: [tcp] }, warning('spec.ports[0]', 'TCP needs addresses'), {
    labels: { 'networking.istio.io/enable-autoallocate-ip': 'False' },
  }),
  {
    ...entry('TCP that gets none, by the mesh', { ports: [tcp] }, warning('spec.ports[0]', 'TCP needs addresses')),
    context: { autoAllocatedAddresses: false },
  },
  entry('TCP that gets none, as it is', { ports: [tcp], resolution: 'NONE' }, warning('spec.ports[0]', 'TCP needs')),
  entry(
    'nothing said, as it is',
    { ports: [{ number: 1, name: 'a' }], resolution: 'NONE' },
    warning('spec.ports[0]', 'without'),
  ),
  entry('tcp in small letters passes', { ports: [{ ...tcp, protocol: 'tcp' }], resolution: 'NONE' }, 'ok'),
  entry('hosts on TCP', { hosts: ['a.example', 'b.example'], ports: [tcp] }, error('spec.hosts', 'share the port tcp')),
  entry('hosts on TLS', { hosts: ['a.example', 'b.example'] }, 'ok'),
  entry(
    'hosts on TCP, as they are',
    { hosts: ['a.example', 'b.example'], ports: [tcp], resolution: 'NONE', addresses: ['::1'] },
    'ok',
  ),
  entry(
    'hosts on TLS with addresses',
    { hosts: ['a.example', 'b.example'], addresses: ['10.0.0.1'] },
    warning('spec.hosts', 'share the addresses'),
  ),
];

export const resolutionRows: readonly Row[] = [
  entry(
    'NONE with endpoints',
    { resolution: 'NONE', endpoints: [{ address: '::1' }] },
    error('spec.endpoints', 'NONE'),
  ),
  entry('NONE by default', { resolution: undefined, endpoints: [{ address: '::1' }] }, error('spec.endpoints', 'NONE')),
  entry(
    'NONE with a selector',
    { resolution: 'NONE', workloadSelector: { labels: { a: 'b' } } },
    warning('spec.workloadSelector', 'NONE'),
  ),
  fixed('STATIC at an address', { address: '10.0.0.1', ports: { tls: 8443 }, labels: { a: 'b' } }, 'ok'),
  fixed('STATIC at a name', { address: 'a.example' }, error('spec.endpoints[0].address', 'a.example')),
  fixed('STATIC at nothing', {}, error('spec.endpoints[0].address', 'address')),
  fixed('STATIC at a network', { network: 'eu' }, warning('spec.endpoints[0].address', 'eu')),
  fixed('STATIC at a socket', { address: 'unix:///run/a' }, 'ok'),
  fixed('STATIC at a socket of two ports', { address: 'unix:///a' }, error('spec.endpoints[0]', 'port'), {
    ports: [https, tcp],
  }),
  fixed(
    'STATIC at a port of no service',
    { address: '::1', ports: { x: 1 } },
    error('spec.endpoints[0].ports.x', 'port'),
  ),
  fixed('STATIC with a bad label', { address: '::1', labels: { a: '-' } }, error('spec.endpoints[0].labels.a', "'-'")),
  entry('DNS of a wildcard', { hosts: ['*.example'] }, error('spec.hosts[0]', "'*.example' is looked up")),
  named('DNS of a wildcard with an endpoint', { address: 'a.example' }, 'ok', { hosts: ['*.example'] }),
  named('DNS at an address', { address: '10.0.0.1', ports: { tls: 8443 } }, 'ok'),
  named('DNS at nothing', { network: 'eu' }, error('spec.endpoints[0].address', "''")),
  named('DNS at a socket', { address: 'unix:///a' }, error('spec.endpoints[0].address', 'unix:///a')),
  named('DNS at a bad port', { address: 'a', ports: { tls: 0 } }, error('spec.endpoints[0].ports.tls', '0')),
  entry(
    'DNS_ROUND_ROBIN at two',
    { resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a' }, { address: 'b' }] },
    error('spec.endpoints', 'not 2'),
  ),
  entry('a resolution of no release', { resolution: 'MAGIC' }, error('spec.resolution', 'MAGIC')),
  dynamic('DYNAMIC_DNS', {}, 'ok'),
  dynamic('DYNAMIC_DNS of half a wildcard', { hosts: ['*a.example'] }, 'ok'),
  dynamic('DYNAMIC_DNS of one host', { hosts: ['a.example'] }, error('spec.hosts[0]', 'are wildcards')),
  dynamic('DYNAMIC_DNS with addresses', { addresses: ['::1'] }, error('spec.addresses', 'addresses may not')),
  dynamic(
    'DYNAMIC_DNS with endpoints',
    { endpoints: [{ address: '::1' }] },
    error('spec.endpoints', 'endpoints may not'),
  ),
  dynamic(
    'DYNAMIC_DNS of HTTPS',
    { ports: [{ ...https, protocol: 'HTTPS' }] },
    error('spec.ports[0].protocol', 'must be'),
  ),
  dynamic('DYNAMIC_DNS inside', { location: 'MESH_INTERNAL' }, 'ok'),
  dynamic('DYNAMIC_DNS inside, no waypoint', { location: 'MESH_INTERNAL' }, 'ok', {
    labels: { 'istio.io/use-waypoint': 'None' },
  }),
  dynamic('DYNAMIC_DNS inside, by a waypoint', { location: 'MESH_INTERNAL' }, error('spec.location', 'waypoint'), {
    labels: { 'istio.io/use-waypoint': 'way' },
  }),
];
