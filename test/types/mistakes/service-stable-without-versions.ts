import { Service } from 'meshwright';
import { mesh, usEast } from '../shop.ts';

new Service(mesh, 'ratings', { namespace: 'bookinfo', ports: { http: 9080 }, stable: 'v1', runsIn: [usEast] });
