import { IngressGateway, SidecarScope } from 'meshwright';
import { mesh, usEast } from '../shop.ts';

const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [usEast] });
new SidecarScope(web, 'x');
