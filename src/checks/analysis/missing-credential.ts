import type { WorkloadSurroundings } from '../../istio/facts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { acting, groupBy } from '../walks/scope.ts';
import type { World } from '../world.ts';
import { type GatewayObject, podsOfGateway } from './walks/gateways.ts';

/** A server of a Gateway takes its certificate, or whom callers are signed by, from a Secret that its pods do not find. */
export const missingCredential = defineObjectCheck({
  code: 'missing-credential',
  severity: 'error',
  equivalents: ['IST0101'],
  *find(world) {
    const secrets = secretsOf(world);
    if (!secrets) return;
    for (const gateway of acting(world, 'Gateway')) {
      for (const [index, { tls }] of (gateway.spec.servers ?? []).entries()) {
        for (const [credential, ...step] of credentialsOf(tls)) {
          const missing = missingAt(world, secrets, gateway, credential);
          for (const [namespace, pods] of missing) {
            yield {
              on: gateway,
              path: ['spec', 'servers', index, 'tls', ...step],
              clusters: pods.map(({ cluster }) => cluster),
              message: `${objectName(gateway)} takes ${step[0] === 'caCertCredentialName' ? "the authorities of callers' certificates" : 'its certificate'} from Secret ${namespace}/${credential.replace(/^.*\//, '')}, which does not exist.`,
              why: 'The gateway has nothing to show: every TLS handshake for the hosts of this server fails.',
              hint: "Create the Secret in the namespace of the gateway's pods; the Gateway object's own namespace does not matter.",
            };
          }
        }
      }
    }
  },
});

function secretsOf({ facts }: World): ReadonlySet<string> | undefined {
  return facts.secrets && new Set(facts.secrets);
}

type Tls = NonNullable<NonNullable<GatewayObject['spec']['servers']>[number]['tls']>;
type Named = readonly [name: string, ...step: (string | number)[]];

function credentialsOf(tls: Tls | undefined): Named[] {
  const { credentialName, credentialNames, caCertCredentialName: authorities } = tls ?? {};
  const several = (credentialNames ?? []).map((name, at): Named => [name, 'credentialNames', at]);
  const all: Named[] = [...(credentialName ? [[credentialName, 'credentialName'] as const] : []), ...several];
  if (authorities) all.push([authorities, 'caCertCredentialName']);
  return all.filter(([name]) => name !== '' && !OTHER_SOURCE.test(name));
}

/** `configmap://`, `sds://` and the like name no Secret; `kubernetes://` does. */
const OTHER_SOURCE = /^(?!kubernetes:)[a-z-]+:\/\//;

/** The pods that lack it, by the namespace in which they look. */
function missingAt(
  world: World,
  secrets: ReadonlySet<string>,
  gateway: GatewayObject,
  credential: string,
): ReadonlyMap<string, readonly WorkloadSurroundings[]> {
  const full = credential.replace(/^kubernetes:\/\//, '');
  const [name = '', named] = full.split('/').reverse();
  const known = knownSecrets(world);
  const lacking = podsOfGateway(world, gateway).filter(({ cluster, namespace: own }) => {
    const namespace = named ?? own;
    // Secrets are often kept elsewhere: those of a namespace count as known when some are, or when this one is in another.
    const decides = known.namespaces.has(namespace) || known.names.has(name);
    return decides && !secrets.has(`${cluster}/${namespace}/${name}`);
  });
  return groupBy(lacking, ({ namespace }) => named ?? namespace);
}

function knownSecrets(world: World): { names: ReadonlySet<string>; namespaces: ReadonlySet<string> } {
  return world.remember('known Secrets', () => {
    const parts = (world.facts.secrets ?? []).map((secret) => secret.split('/'));
    return {
      names: new Set(parts.map(([, , name = '']) => name)),
      namespaces: new Set(parts.map(([, namespace = '']) => namespace)),
    };
  });
}
