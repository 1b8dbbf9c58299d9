import { Namespace } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh, usEast }: Shop) {
  new Namespace(mesh, 'shop', { labels: { team: 'checkout' } });
  // In one cluster its tools stay outside of the mesh.
  new Namespace(mesh, 'tools-in-us-east', { name: 'tools', in: [usEast], injection: false });
}
