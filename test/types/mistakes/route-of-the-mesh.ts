import { Route } from 'meshwright';
import { mesh } from '../shop.ts';

new Route(mesh, 'testers', { to: { v2: 100 } });
