import type { Row, Table } from './table.ts';

const address = '10.0.0.1';

export const workloadEntry: Table = {
  kind: 'WorkloadEntry',
  apiVersion: 'networking.istio.io/v1',
  rows: [
    [{ address, ports: { http: 80 }, labels: { app: 'a' } }],
    [{}, 'error spec.address: needed'],
    [{ address: '', network: 'n' }, 'warning spec.address: network n'],
    [{ address: 'vm.example.com' }],
    [{ address: '2001:db8::1' }],
    [{ address: 'a b' }, 'error spec.address: is not an IP address or a domain name'],
    [{ address: '10.0.0.256' }, 'error spec.address: is not'],
    [{ address: 'unix:///run/a.sock' }],
    [{ address: 'unix://@a' }],
    [{ address: 'unix://' }, 'error spec.address: missing'],
    [{ address: 'unix:///run/' }, 'error spec.address: absolute path'],
    [{ address: 'unix://run' }, 'error spec.address: absolute path'],
    [{ address: 'unix:///run/a', ports: { http: 80 } }, 'error spec.ports: has no ports'],
    [{ address, ports: { a_b: 80 } }, 'error spec.ports.a_b: not a name'],
    [{ address, ports: { http: null }, labels: { 'a b': null } }],
    [{ address, ports: { http: 0 } }, 'error spec.ports.http: not 0'],
    [{ address, labels: { 'a/b/c': 'x' } }, 'error spec.labels["a/b/c"]: is not the key'],
    [{ address, labels: { a: '-' } }, 'error spec.labels.a: is not the value'],
  ],
};

const probe = (of: unknown, ...problems: string[]): Row => [{ template: {}, probe: of }, ...problems];
const http = (of: object, ...problems: string[]) => probe({ httpGet: { port: 80, ...of } }, ...problems);

export const workloadGroup: Table = {
  kind: 'WorkloadGroup',
  apiVersion: 'networking.istio.io/v1',
  rows: [
    [{ template: {} }],
    [{}, 'error spec.template: needed'],
    [{ template: { address: 'a b', labels: { 'a b': 'c' }, ports: { 'a b': 0 } } }],
    [{ template: {}, metadata: { labels: { 'a b': 'c' } } }, 'error spec.metadata.labels["a b"]: is not the key'],
    [{ template: {}, metadata: { annotations: { 'a b': 'c' } } }],
    probe({}, 'error spec.probe: how to ask'),
    probe({ grpc: { port: 80 } }, 'error spec.probe: grpc'),
    probe({ tcpSocket: { port: 80 } }),
    probe({ tcpSocket: { port: 0 } }, 'error spec.probe.tcpSocket.port: not 0'),
    probe({ tcpSocket: { port: 80 }, periodSeconds: -1 }, 'error spec.probe.periodSeconds: negative'),
    probe({ tcpSocket: { port: 80 }, failureThreshold: -1 }, 'error spec.probe.failureThreshold: negative'),
    probe({ tcpSocket: { port: 80 }, initialDelaySeconds: 0 }),
    probe({ exec: { command: ['a'] } }),
    probe({ exec: {} }, 'error spec.probe.exec.command: no command'),
    http({ scheme: 'HTTPS', httpHeaders: [{ name: 'x-a', value: 'b' }] }),
    http({ port: 65536 }, 'error spec.probe.httpGet.port: not 65536'),
    http({ scheme: 'https' }, 'error spec.probe.httpGet.scheme: not https'),
    http({ httpHeaders: [{ name: 'a_b' }] }, 'error spec.probe.httpGet.httpHeaders[0].name: a_b'),
    http({ httpHeaders: [{}] }, 'error spec.probe.httpGet.httpHeaders[0].name:'),
  ],
};

export const proxyConfig: Table = {
  kind: 'ProxyConfig',
  apiVersion: 'networking.istio.io/v1beta1',
  rows: [
    [{}],
    [{ concurrency: 0, selector: { matchLabels: { app: 'a' } } }],
    [{ concurrency: -1 }, 'error spec.concurrency: negative'],
    [{ selector: {} }, 'warning spec.selector: names no labels'],
    [{ selector: { matchLabels: { app: 'a*' } } }, 'error spec.selector.matchLabels.app: wildcards'],
  ],
};
