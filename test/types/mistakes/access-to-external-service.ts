import { AccessPolicy, ExternalService } from 'meshwright';
import { mesh, reviews } from '../shop.ts';

const api = new ExternalService(mesh, 'api', { namespace: 'shop', hosts: ['api.example'], ports: { http: 80 } });
new AccessPolicy(api, 'callers', { allow: [{ from: reviews }] });
