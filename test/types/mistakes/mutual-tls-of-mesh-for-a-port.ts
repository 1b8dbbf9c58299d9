import { MutualTls } from 'meshwright';
import { mesh } from '../shop.ts';

new MutualTls(mesh, 'plain', { mode: 'DISABLE', port: 'http' });
