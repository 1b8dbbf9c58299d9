import { z } from 'zod';
import { ISTIO_VERSIONS } from '../istio/inventory.ts';
import { isDnsLabel } from '../istio/names.ts';
import { isProtocol } from '../istio/protocol.ts';
import { suppressionSchema } from './suppression-schema.ts';
import { flag, listOf, mapOf, messageOf, text, texts } from './words-of-schemas.ts';

/*
 * The form of an inventory file: what no manifest says about a mesh. docs/checking.md tells what the keys mean. Keys of
 * MeshConfig have Istio's names, and those that are not needed here may be there all the same.
 */

const name = (what: string) => text(what).refine(isDnsLabel, `must be ${what}: a-z, 0-9 and inner hyphens`);
const labels = mapOf(text('a text, in quotes where it looks like a number'), 'label: value');
const port = z.int('must be a port from 1 to 65535').min(1, 'must be at least 1').max(65_535, 'must be at most 65535');

const meshConfig = z.looseObject(
  {
    outboundTrafficPolicy: z
      .looseObject({ mode: z.enum(['ALLOW_ANY', 'REGISTRY_ONLY'], 'must be ALLOW_ANY or REGISTRY_ONLY').optional() })
      .optional(),
    enableAutoMtls: flag.optional(),
    rootNamespace: name('the name of a namespace').optional(),
    trustDomain: text('a trust domain').optional(),
    trustDomainAliases: texts('a trust domain').optional(),
    defaultServiceExportTo: texts('a namespace, . or *').optional(),
    defaultVirtualServiceExportTo: texts('a namespace, . or *').optional(),
    defaultDestinationRuleExportTo: texts('a namespace, . or *').optional(),
    extensionProviders: listOf(z.looseObject({ name: text('a name') }), '{ name: … }').optional(),
    defaultProviders: z.looseObject({ accessLogging: texts('the name of a provider').optional() }).optional(),
    serviceSettings: listOf(
      z.looseObject({
        settings: z.looseObject({ clusterLocal: flag.optional() }).optional(),
        hosts: texts('a host').optional(),
      }),
      '{ settings, hosts }',
    ).optional(),
    localityLbSetting: z.looseObject({}).optional(),
    zoneAwareLbSetting: z.looseObject({}).optional(),
    defaultHttpRetryPolicy: z.looseObject({}).optional(),
  },
  'must be a map, as MeshConfig is',
);

const cluster = messageOf({
  name: text('the name of a cluster'),
  region: text('a region').optional(),
  zone: text('a zone').optional(),
  network: text('the name of a network').optional(),
  istio: z.enum(ISTIO_VERSIONS, `must be one of ${ISTIO_VERSIONS.join(', ')}`).optional(),
  configCluster: text('the name of a cluster').optional(),
  trustDomain: text('a trust domain').optional(),
  trustDomainAliases: texts('a trust domain').optional(),
  meshConfig: meshConfig.optional(),
  autoAllocatedAddresses: flag.optional(),
  manifests: z
    .preprocess(
      (value) => (typeof value === 'string' ? [value] : value),
      texts('a folder or a file').min(1, 'is empty'),
    )
    .optional(),
});

const networkGateway = messageOf({
  cluster: text('the name of a cluster'),
  namespace: name('the name of a namespace').optional(),
  labels: labels.optional(),
  port: port.optional(),
});

const network = messageOf({
  name: text('the name of a network'),
  gateways: listOf(networkGateway, '{ cluster, labels }').optional(),
});

const servicePort = messageOf({
  number: port,
  targetPort: z.union([port, text('a name')], 'must be a port or the name of one').optional(),
  protocol: text('a protocol')
    .refine((value) => value === 'UDP' || isProtocol(value), 'must be a protocol of Istio, such as HTTP, GRPC or TCP')
    .optional(),
});

const version = messageOf({
  name: text('the name of a version'),
  labels: labels.optional(),
  clusters: texts('the name of a cluster').optional(),
});

const service = messageOf({
  name: name('the name of a Service').optional(),
  namespace: name('the name of a namespace').optional(),
  host: text('a host').optional(),
  ports: mapOf(
    z.preprocess((value) => (typeof value === 'number' ? { number: value } : value), servicePort),
    'name: 80',
  ),
  clusters: texts('the name of a cluster').optional(),
  labels: labels.optional(),
  versions: listOf(version, '{ name: v1 }').optional(),
  serviceAccount: text('the name of a service account').optional(),
  sidecar: flag.optional(),
})
  .refine(({ name, namespace, host }) => (host === undefined) === (name !== undefined && namespace !== undefined), {
    error: 'must have either host, or name and namespace',
  })
  .refine(({ host }) => host === undefined || /^[a-z0-9-]+\.[a-z0-9-]+\.svc\..+$/.test(host), {
    error: 'must be <name>.<namespace>.svc.cluster.local; hosts outside the mesh are ServiceEntries',
    path: ['host'],
  });

const gateway = messageOf({
  name: text('the name of a gateway'),
  namespace: name('the name of a namespace'),
  labels,
  clusters: texts('the name of a cluster').optional(),
  serviceAccount: text('the name of a service account').optional(),
});

export const inventorySchema = messageOf({
  mesh: text('the name of the mesh').optional(),
  trustDomain: text('a trust domain').optional(),
  trustDomainAliases: texts('a trust domain').optional(),
  rootNamespace: name('the name of a namespace').optional(),
  meshConfig: meshConfig.optional(),
  clusters: listOf(cluster, '{ name: … }').min(1, 'must name at least one cluster'),
  networks: listOf(network, '{ name, gateways }').optional(),
  services: listOf(service, '{ name, namespace, ports }').optional(),
  gateways: listOf(gateway, '{ name, namespace, labels }').optional(),
  complete: flag.optional(),
  suppressions: listOf(suppressionSchema, '{ code, reason, until }').optional(),
});

export type InventoryValues = z.infer<typeof inventorySchema>;
export type ClusterValues = InventoryValues['clusters'][number];
export type ServiceValues = NonNullable<InventoryValues['services']>[number];
export type MeshConfigValues = z.infer<typeof meshConfig>;
