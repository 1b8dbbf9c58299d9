import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, service } from '../yaml.ts';

const policy = (action: string, rules: string) =>
  istio('AuthorizationPolicy', 'db', `\nselector: { matchLabels: { app: db } }\naction: ${action}\nrules:\n${rules}`);
const tcp = service('db', 80, 8080, 'tcp') + deployment('db');
const byMethod = '  - to: [{ operation: { methods: [GET] } }]';

export const failing: FailingWorlds = {
  'an ALLOW that vanishes': {
    message: 'looks at methods in rule 0, and pods that it selects have the TCP port 8080',
    clusters: { east: tcp + policy('ALLOW', `${byMethod} # fault`) },
  },
  'a DENY that widens': {
    message: 'looks at paths in rule 0',
    clusters: { east: tcp + policy('DENY', '  - to: [{ operation: { paths: [/admin] } }] # fault') },
  },
};

export const passing: PassingWorlds = {
  'an HTTP port': { clusters: { east: service('db') + deployment('db') + policy('ALLOW', byMethod) } },
  'a rule that holds on TCP too': {
    clusters: { east: tcp + policy('ALLOW', `${byMethod}\n  - from: [{ source: { namespaces: [shop] } }]`) },
  },
  'another port': {
    clusters: { east: tcp + policy('DENY', '  - to: [{ operation: { paths: [/admin], ports: ["9090"] } }]') },
  },
};
