import { defineCheck } from './check.ts';
import { AccessInForce, accessTitle } from './walks/access-in-force.ts';
import { admitsStrangers } from './walks/admission.ts';

/** Requests from outside come without an identity: a policy of the whole mesh that allows by identity shuts all of them out. */
export const accessClosesGateway = defineCheck({
  code: 'access-closes-gateway',
  severity: 'error',
  *find({ index }) {
    if (index.mesh.accessPolicies.length === 0) return;
    const access = new AccessInForce(index);
    for (const gateway of index.mesh.inventory.gateways) {
      for (const { policies, clusters } of access.at(gateway.key, 'allow')) {
        const [policy] = policies;
        // Whoever closes this very gateway means it.
        if (!policy || policies.some(({ subject }) => subject.kind === 'gateway')) continue;
        if (policies.some(({ rules }) => rules.allow?.some(admitsStrangers))) continue;
        const name = gateway.name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
        yield {
          at: policy.at,
          message: `${accessTitle(policy)} shuts out every request from outside at IngressGateway '${gateway.key}'.`,
          why: `Clients outside of the mesh have no identity that a rule could name: each gets 403 in ${clusters.map((cluster) => `'${cluster}'`).join(', ')}.`,
          hint: `Say who may come in: new AccessPolicy(${name}, 'public', { allow: [{ from: 'anyone' }] }).`,
          related: [{ message: 'the gateway is declared here', at: index.mesh.places[`gateways/${gateway.key}`] }],
        };
        break;
      }
    }
  },
});
