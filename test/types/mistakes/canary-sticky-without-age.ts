import { Canary } from 'meshwright';
import { reviews, usEast } from '../shop.ts';

new Canary(reviews, 'c', { from: 'v1', to: 'v2', sticky: { cookie: 'seen' }, waves: [{ clusters: [usEast], weights: [50, 100], bake: '1h' }] });
