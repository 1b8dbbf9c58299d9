import { clusterGroup } from 'meshwright';
import { mesh, us } from '../shop.ts';

clusterGroup(mesh, 'edge', { network: us, istio: '1.31', region: 'us-east-1' }, { a: {}, b: {} }).only('c');
