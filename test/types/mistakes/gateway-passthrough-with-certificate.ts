import { IngressGateway } from 'meshwright';
import { mesh, usEast } from '../shop.ts';

new IngressGateway(mesh, 'edge', { hosts: ['shop.example'], in: [usEast], ports: { tls: { number: 443, tls: { mode: 'PASSTHROUGH', credentialName: 'a' } } } });
