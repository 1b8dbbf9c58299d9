import { MutualTls } from 'meshwright';
import { mesh } from '../shop.ts';

new MutualTls(mesh, 'strict', { mode: 'STRICT', acknowledge: [] });
