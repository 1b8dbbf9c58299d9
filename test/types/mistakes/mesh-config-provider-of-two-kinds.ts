import { Mesh } from 'meshwright';
import { app } from '../shop.ts';

new Mesh(app, 'other', { meshConfig: { extensionProviders: [{ name: 'a', prometheus: {}, stackdriver: {} }] } });
