import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { Project, type Ran } from './project.ts';

const main = `
import { ApiObject, Include } from 'cdk8s';
import * as kplus from 'cdk8s-plus-32';
import { Cluster, istio, Mesh, MeshApp, Network, Service, TrafficPolicy } from 'meshwright';

console.log('swallowed by cdk8s');
const app = new MeshApp();
const mesh = new Mesh(app, 'shop');
const network = new Network(mesh, 'net');
const a = new Cluster(mesh, 'a', { region: 'r', network, istio: '1.31', namespace: 'apps' });
const b = new Cluster(mesh, 'b', { region: 'r', network, istio: '1.30' });
const cart = new Service(mesh, 'cart', { namespace: 'shop', ports: { http: 80 }, runsIn: [a, b] });
new TrafficPolicy(cart, 'patience', { timeout: '2s' });

const deployment = new kplus.Deployment(a, 'cart', { metadata: { name: 'cart' }, containers: [{ image: 'cart:1', portNumber: 80 }] });
deployment.exposeViaService({ name: 'cart' });
new Include(b, 'included', { url: 'included.yaml' });
new istio.ServiceEntry(b, 'vendor', { metadata: { namespace: 'shop' }, spec: { hosts: ['api.vendor.example'], resolution: 'DNS', ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] } });
new ApiObject(b, 'quirks', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'quirks', namespace: 'shop' }, data: { on: 'off', version: '1.10' } });
new ApiObject(a, 'nameless', { apiVersion: 'v1', kind: 'ConfigMap' });
app.synth();
`;

const broken = `
import { Cluster, Mesh, MeshApp, Network, Service } from 'meshwright';

const app = new MeshApp();
const mesh = new Mesh(app, 'shop');
const a = new Cluster(mesh, 'a', { region: 'r', network: new Network(mesh, 'net'), istio: '1.31' });
new Service(mesh, 'cart', { namespace: 'shop', ports: { web: 80 }, runsIn: [a] });
app.synth();
`;

const included = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
---
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  namespace: shop
spec:
  backoffLimit: 2
`;

const project = new Project({ 'main.ts': main, 'broken.ts': broken, 'included.yaml': included });
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

describe('cdk8s synth', () => {
  let plain: Ran;
  let dist: Map<string, string>;

  beforeAll(() => {
    plain = project.cdk8s();
    dist = project.files('dist');
  });

  it('writes a folder a cluster: objects of ours, of cdk8s-plus, of Include and of the author', () => {
    expect(plain.stderr).not.toContain('rror');
    expect(plain.status).toBe(0);
    const nameless = [...dist.keys()].find((path) => path.includes('nameless'));
    expect([...dist.keys()].filter((path) => path !== nameless)).toEqual([
      'shop/clusters/a/apps/deployment.apps_cart.yaml',
      'shop/clusters/a/apps/service_cart.yaml',
      'shop/clusters/a/shop/virtualservice.networking.istio.io_cart.yaml',
      'shop/clusters/b/_cluster/namespace_shop.yaml',
      'shop/clusters/b/shop/configmap_quirks.yaml',
      'shop/clusters/b/shop/job.batch_migrate.yaml',
      'shop/clusters/b/shop/serviceentry.networking.istio.io_vendor.yaml',
      'shop/clusters/b/shop/virtualservice.networking.istio.io_cart.yaml',
      'shop/plan.json',
    ]);
    expect(nameless).toMatch(/^shop\/clusters\/a\/apps\/configmap_/);
    const [quirks] = parseAllDocuments(dist.get('shop/clusters/b/shop/configmap_quirks.yaml') as string, {
      version: '1.1',
    });
    expect(quirks?.toJS().data).toEqual({ on: 'off', version: '1.10' });
  });

  it('lists each manifest that it wrote', () => {
    const listed = plain.stdout.split('\n').filter((line) => line.includes('.yaml'));
    expect(listed).toHaveLength([...dist.keys()].filter((path) => path.endsWith('.yaml')).length);
  });

  it('warns of a name that comes from the place in the tree, and of no other', () => {
    expect(plain.stderr.match(/path-derived-name/g)).toHaveLength(1);
    const line = main.slice(0, main.indexOf("'nameless'")).split('\n').length;
    expect(plain.stderr).toContain(`main.ts:${line}:1`);
  });

  it('writes the same bytes as running the file', () => {
    rmSync(`${project.folder}/dist`, { recursive: true });
    const ran = project.node('main.ts');
    expect(ran.status).toBe(0);
    expect(ran.stdout).toBe('swallowed by cdk8s\n');
    expect(project.files('dist')).toEqual(dist);
  });

  it('writes the same bytes elsewhere', () => {
    const { status } = project.cdk8s('-o', 'out/deep');
    expect(status).toBe(0);
    expect(project.files('out/deep')).toEqual(dist);
    expect(project.files('dist')).toEqual(dist);
  });

  it('prints a stream of all objects', () => {
    const { status, stdout } = project.cdk8s('--stdout');
    expect(status).toBe(0);
    const documents = parseAllDocuments(stdout, { version: '1.1' });
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    const identity = (text: { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } }) =>
      `${text.apiVersion} ${text.kind} ${text.metadata.namespace} ${text.metadata.name}`;
    const manifests = [...dist]
      .filter(([path]) => path.endsWith('.yaml'))
      .map(([, text]) => parseAllDocuments(text)[0]?.toJS());
    expect(documents.map((document) => identity(document.toJS())).sort()).toEqual(manifests.map(identity).sort());
  });

  it("says an author's mistake on standard error, with its place, exits with 1 and writes nothing", () => {
    const app = 'node --conditions=meshwright-source --import tsx broken.ts';
    const { status, stderr } = project.cdk8s('--app', app, '-o', 'nothing');
    expect(status).toBe(1);
    expect(stderr).toContain('unknown-protocol');
    expect(stderr).toContain('broken.ts:7:1');
    expect(project.files('nothing')).toEqual(new Map());
  });
});
