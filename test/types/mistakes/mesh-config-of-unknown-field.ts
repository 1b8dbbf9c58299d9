import { Mesh } from 'meshwright';
import { app } from '../shop.ts';

new Mesh(app, 'other', { meshConfig: { acessLogFile: '/dev/stdout' } });
