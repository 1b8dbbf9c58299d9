import { Cluster } from 'meshwright';
import { mesh, us } from '../shop.ts';

new Cluster(mesh, 'us-west', { region: 'r', network: us, istio: '1.31', gitops: { path: 'live' } });
