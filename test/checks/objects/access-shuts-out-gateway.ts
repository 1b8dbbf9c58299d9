import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, service } from '../yaml.ts';

const gateway = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { istio: web } }
  template:
    metadata: { labels: { istio: web }, annotations: { inject.istio.io/templates: gateway } }
    spec: { serviceAccountName: web, containers: [{ name: istio-proxy, image: auto }] }
---
${istio('Gateway', 'web', 'selector: { istio: web }\nservers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]')}
`;
const route = (mark = '') =>
  istio(
    'VirtualService',
    'cart',
    `
hosts: [shop.example]
gateways: [web]
http:
  - route:
      - destination: { host: cart }${mark}`,
  );
const policy = (from: string) =>
  istio('AuthorizationPolicy', 'cart', `selector: { matchLabels: { app: cart } }\nrules:\n  - from: ${from}`);
const cart = service('cart') + deployment('cart') + gateway;

export const failing: FailingWorlds = {
  'only another caller is let in': {
    message: 'and no rule of AuthorizationPolicy shop/cart lets shop/web in',
    clusters: {
      east: cart + route(' # fault') + policy('[{ source: { principals: [cluster.local/ns/shop/sa/front] } }]'),
    },
  },
};

export const passing: PassingWorlds = {
  'the gateway is let in': {
    clusters: { east: cart + route() + policy('[{ source: { principals: [cluster.local/ns/shop/sa/web] } }]') },
  },
  'its namespace is let in': { clusters: { east: cart + route() + policy('[{ source: { namespaces: [shop] } }]') } },
  'whoever has a token': {
    clusters: { east: cart + route() + policy('[{ source: { requestPrincipals: ["*"] } }]') },
  },
  'no policy': { clusters: { east: cart + route() } },
};
