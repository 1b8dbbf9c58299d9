import { Mesh, MeshApp } from 'meshwright';

export default function example() {
  const app = new MeshApp();
  new Mesh(app, 'shop', { trustDomain: 'shop.example' });
  new Mesh(app, 'shop-staging', { trustDomain: 'staging.shop.example' });
  return app;
}
