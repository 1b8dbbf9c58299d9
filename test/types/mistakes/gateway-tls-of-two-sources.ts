import { IngressGateway } from 'meshwright';
import { mesh, usEast } from '../shop.ts';

new IngressGateway(mesh, 'edge', { hosts: ['shop.example'], in: [usEast], ports: { https: { number: 443, tls: { credentialName: 'a', credentialNames: ['b'] } } } });
