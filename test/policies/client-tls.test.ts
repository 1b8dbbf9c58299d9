/** What a setting says about TLS, and what servers accept: each pair that cannot work is found. */
import { Cluster, Mesh, MeshApp, MutualTls, Network, Service, TrafficPolicy } from 'meshwright';
import { expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import type { ClientTlsOptions } from '../../src/policies/client-tls.ts';

const BY_FILES = { mode: 'MUTUAL', clientCertificate: 'a.pem', privateKey: 'b.pem', caCertificates: 'c.pem' } as const;
const SIMPLE = { mode: 'SIMPLE', caCertificates: 'c.pem' } as const;

type Server = 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'no sidecar' | 'another network';

/** The code that has to be found, or none. */
const ROWS: readonly (readonly [ClientTlsOptions, Server, string | undefined])[] = [
  [{ mode: 'ISTIO_MUTUAL' }, 'STRICT', undefined],
  [{ mode: 'ISTIO_MUTUAL' }, 'PERMISSIVE', undefined],
  [{ mode: 'ISTIO_MUTUAL' }, 'DISABLE', 'tls-mode-conflict'],
  [{ mode: 'ISTIO_MUTUAL' }, 'no sidecar', 'tls-mode-conflict'],
  [{ mode: 'ISTIO_MUTUAL' }, 'another network', undefined],
  [{ mode: 'DISABLE' }, 'STRICT', 'tls-mode-conflict'],
  [{ mode: 'DISABLE' }, 'PERMISSIVE', undefined],
  [{ mode: 'DISABLE' }, 'DISABLE', undefined],
  [{ mode: 'DISABLE' }, 'no sidecar', undefined],
  [{ mode: 'DISABLE' }, 'another network', 'cross-network-needs-mutual-tls'],
  [SIMPLE, 'STRICT', 'tls-mode-conflict'],
  [SIMPLE, 'another network', 'cross-network-needs-mutual-tls'],
  [SIMPLE, 'no sidecar', undefined],
  [BY_FILES, 'STRICT', 'tls-mode-conflict'],
  [BY_FILES, 'another network', 'cross-network-needs-mutual-tls'],
  [BY_FILES, 'no sidecar', undefined],
];

it.each(ROWS)('%j towards %s: %s', (clientTls, server, code) => {
  for (const subject of ['service', 'mesh', 'port'] as const) {
    const found = codesOf(clientTls, server, subject);
    expect([subject, ...found]).toEqual(code === undefined ? [subject] : [subject, code]);
  }
});

function codesOf(clientTls: ClientTlsOptions, server: Server, subject: 'service' | 'mesh' | 'port'): readonly string[] {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'm', { trustDomain: 'shop.example' });
  const near = new Network(mesh, 'near');
  const network = server === 'another network' ? new Network(mesh, 'far') : near;
  const one = new Cluster(mesh, 'one', { region: 'r1', network: near, istio: '1.31' });
  const two = new Cluster(mesh, 'two', { region: 'r2', network, istio: '1.31' });
  const of = { namespace: 'shop', ports: { http: 80 } } as const;
  const cart = new Service(mesh, 'cart', { ...of, runsIn: [one], serviceAccount: 'cart', callers: [] });
  const stock = new Service(mesh, 'stock', {
    ...{ ...of, runsIn: [one, two], serviceAccount: 'stock', callers: [cart], sidecar: server !== 'no sidecar' },
  });
  if (server === 'STRICT' || server === 'PERMISSIVE' || server === 'DISABLE')
    new MutualTls(stock, 'mode', { mode: server });
  if (subject === 'mesh') new TrafficPolicy(mesh, 'tls', { clientTls });
  else new TrafficPolicy(stock, 'tls', subject === 'port' ? { port: 'http', clientTls } : { clientTls });
  // A mesh-wide policy is about cart as well, which nobody calls.
  const { diagnostics } = compile(app, { root: process.cwd() });
  return [...new Set(diagnostics.filter(({ code }) => code !== 'no-server-verification').map(({ code }) => code))];
}
