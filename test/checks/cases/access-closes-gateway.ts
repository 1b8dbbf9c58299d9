import { AccessPolicy } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

/** The mesh refuses everybody, and the services of the shop let their callers in. */
function closed(parts: ReturnType<typeof shop>) {
  const { front, reviews, web } = parts;
  new AccessPolicy(front, 'callers', { allow: [{ from: web }] });
  new AccessPolicy(reviews, 'callers', { allow: [{ from: front }] });
  return parts;
}

export const failing: FailingCases = {
  'nobody is allowed in the mesh': {
    message:
      "AccessPolicy 'deny' of the mesh shuts out every request from outside at IngressGateway 'istio-ingress/web'",
    build: (app) => {
      const { mesh } = closed(shop(app));
      // fault: nobody is allowed in the mesh
      new AccessPolicy(mesh, 'deny', { allow: [] });
    },
  },
  'only identities are allowed in the namespace of the gateway': {
    message: "of namespace 'istio-ingress' shuts out every request from outside",
    build: (app) => {
      const { mesh } = shop(app);
      // fault: only identities are allowed in the namespace of the gateway
      new AccessPolicy(mesh, 'own', { namespace: 'istio-ingress', allow: [{ from: 'mesh' }] });
    },
  },
};

export const passing: PassingCases = {
  'the gateway is open': (app) => {
    const { mesh, web } = closed(shop(app));
    new AccessPolicy(mesh, 'deny', { allow: [] });
    new AccessPolicy(web, 'public', { allow: [{ from: 'anyone' }] });
  },
  'the gateway lets some addresses in': (app) => {
    const { mesh, web } = closed(shop(app));
    new AccessPolicy(mesh, 'deny', { allow: [] });
    new AccessPolicy(web, 'office', { allow: [{ from: { remoteIpBlocks: ['192.0.2.0/24'] } }] });
  },
  'a gateway closed by its own policy': (app) => {
    const { web } = shop(app);
    new AccessPolicy(web, 'closed', { allow: [] });
  },
  'a policy of the mesh that is only watched': (app) => {
    const { mesh } = shop(app);
    new AccessPolicy(mesh, 'deny', { allow: [], dryRun: true });
  },
};
