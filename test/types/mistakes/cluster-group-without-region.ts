import { clusterGroup } from 'meshwright';
import { mesh, us } from '../shop.ts';

clusterGroup(mesh, 'edge', { network: us, istio: '1.31' }, { a: { region: 'us-east-1' }, b: {} });
