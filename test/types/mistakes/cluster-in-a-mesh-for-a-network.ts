import { Cluster } from 'meshwright';
import { mesh } from '../shop.ts';

new Cluster(mesh, 'us-west', { region: 'us-west-2', network: mesh, istio: '1.31' });
