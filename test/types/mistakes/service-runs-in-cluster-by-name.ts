import { Service } from 'meshwright';
import { mesh } from '../shop.ts';

new Service(mesh, 'ratings', { namespace: 'bookinfo', ports: { http: 9080 }, runsIn: ['us-east'] });
