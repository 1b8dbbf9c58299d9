import { IngressGateway } from 'meshwright';
import { mesh, usEast } from '../shop.ts';

new IngressGateway(mesh, 'edge', { hosts: [], in: [usEast] });
