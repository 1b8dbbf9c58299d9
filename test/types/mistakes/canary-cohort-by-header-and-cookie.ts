import { Canary } from 'meshwright';
import { reviews, usEast } from '../shop.ts';

const waves = [{ clusters: [usEast], weights: [100], bake: '30m' }] as const;
const [headers, cookie] = [{ tester: 'present' }, { name: 'group', value: 'present' }] as const;
new Canary(reviews, 'next', { from: 'v1', to: 'v2', waves, cohort: { headers, cookie } });
