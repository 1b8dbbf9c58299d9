import { ExternalService } from 'meshwright';
import { mesh } from '../shop.ts';

new ExternalService(mesh, 'api', {
  ...{ namespace: 'shop', hosts: ['api.example'], ports: { http: 80 } },
  versions: ['v1', 'v2'], stable: 'v1', endpoints: [{ address: '192.0.2.1', version: 'v3' }],
});
