import { ExternalService, IngressGateway } from 'meshwright';
import { mesh, usEast } from '../shop.ts';

const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [usEast] });
new ExternalService(mesh, 'api', { namespace: 'shop', hosts: ['api.example'], ports: { http: 80 }, through: web });
