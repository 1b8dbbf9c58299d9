import { deployment, istio, namespace } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const policy = (list: string) =>
  istio('AuthorizationPolicy', 'callers', `\nrules:\n  - from:\n      - source:\n          ${list}`);
const known = namespace('front') + deployment('cart');

export const failing: FailingWorlds = {
  'a slip of the pen': {
    message: "names the namespace 'fornt'",
    clusters: { east: known + policy('namespaces:\n            - front\n            - fornt # fault') },
  },
  'an exception': {
    message: "names the namespace 'back'",
    clusters: { east: known + policy('notNamespaces:\n            - back # fault') },
  },
  'a pattern that nothing fits': {
    message: "names the namespace 'team-*'",
    clusters: { east: known + policy('namespaces:\n            - team-* # fault') },
  },
};

export const passing: PassingWorlds = {
  'a namespace of another cluster': {
    clusters: { east: deployment('cart') + policy('namespaces: [front]'), west: known },
  },
  'patterns that fit': { clusters: { east: known + policy('namespaces: ["fr*", "*ont", "*"]') } },
  'a namespace known by its pods': { clusters: { east: known + policy('namespaces: [shop, istio-system]') } },
  'nothing known about namespaces': { clusters: { east: deployment('cart') + policy('namespaces: [fornt]') } },
};
