import { IngressGateway } from 'meshwright';
import { mesh, usEast } from '../shop.ts';

new IngressGateway(mesh, 'edge', { hosts: ['shop.example'], in: [usEast], ports: { tcp: { number: 5672, protocol: 'TCP', tls: { credentialName: 'a' } } } });
