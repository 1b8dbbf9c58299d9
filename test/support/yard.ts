/** A mesh over two networks whose old cluster is given up, step by step of its author. */
import { Cluster, IngressGateway, Mesh, MeshApp, MutualTls, Network, Route, Service } from 'meshwright';

/** `used`: it runs what the other runs. `idle`: nothing of the mesh. `close`, `empty`: so it is to be. `gone`: nobody names it. */
export type OldCluster = 'used' | 'idle' | 'close' | 'empty' | 'gone';

export function yard(old: OldCluster): MeshApp {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'yard', { trustDomain: 'yard.example' });
  const [a, b] = [new Network(mesh, 'a'), new Network(mesh, 'b')];
  const east = new Cluster(mesh, 'east', { region: 'us-east-1', network: a, istio: '1.31' });
  const own = {
    region: 'us-west-1',
    network: b,
    istio: '1.31',
    ...((old === 'close' || old === 'empty') && { decommission: old }),
  } as const;
  const west = old === 'gone' ? undefined : new Cluster(mesh, 'west', own);
  const used: [Cluster, ...Cluster[]] = west && old === 'used' ? [east, west] : [east];
  const web = new IngressGateway(mesh, 'web', { hosts: ['yard.example'], in: used, serviceAccount: 'web' });
  const api = new Service(mesh, 'api', {
    namespace: 'yard',
    serviceAccount: 'api',
    ports: { http: 8080 },
    versions: ['v1', 'v2'],
    stable: 'v1',
    runsIn: used,
  });
  new Route(api, 'pages', { on: [web] });
  new MutualTls(mesh, 'strict', { mode: 'STRICT' });
  return app;
}
