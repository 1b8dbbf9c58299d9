import { Cluster } from 'meshwright';
import { mesh } from '../shop.ts';

new Cluster(mesh, 'us-west', { region: 'us-west-2', network: 'us', istio: '1.31' });
