import { Service } from 'meshwright';
import { mesh, usEast } from '../shop.ts';

new Service(mesh, 'stock', {
  namespace: 'shop',
  ports: { http: 80 },
  versions: ['v1', 'v2'],
  stable: 'v1',
  runsIn: [{ cluster: usEast, replicas: { v1: 3, v4: 1 } }],
});
