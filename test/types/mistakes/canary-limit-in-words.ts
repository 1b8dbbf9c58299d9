import { Canary } from 'meshwright';
import { reviews, usEast } from '../shop.ts';

new Canary(reviews, 'c', {
  from: 'v1',
  to: 'v2',
  maxOnCanary: 'twice',
  waves: [{ clusters: [usEast], weights: [100], bake: '10m' }],
});
