import { Service } from 'meshwright';
import { mesh, usEast } from '../shop.ts';

new Service(mesh, 'ratings', {
  namespace: 'bookinfo',
  ports: { http: 9080 },
  versions: ['v1', 'v2'],
  stable: 'v1',
  runsIn: [{ cluster: usEast, versions: ['v1', 'v3'] }],
});
