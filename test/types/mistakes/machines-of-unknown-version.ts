import { VmWorkloads } from 'meshwright';
import { reviews, usEast } from '../shop.ts';

new VmWorkloads(reviews, 'machines', { in: [usEast], version: 'v9' });
