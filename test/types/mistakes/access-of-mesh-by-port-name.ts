import { AccessPolicy } from 'meshwright';
import { mesh } from '../shop.ts';

new AccessPolicy(mesh, 'refused', { deny: [{ from: 'anyone', ports: ['http'] }] });
