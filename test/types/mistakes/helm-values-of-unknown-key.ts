import { Mesh } from 'meshwright';
import { app } from '../shop.ts';

new Mesh(app, 'other', { helm: { istiod: { replicas: 2 } } });
