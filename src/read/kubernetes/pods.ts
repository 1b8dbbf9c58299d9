import { isSet, itemOf, listOf, type Message, messageOf, numberOf, textOf } from '../../istio/message.ts';
import { type ByKind, type ClusterManifest, type Labels, textMap } from './object.ts';

/** Pods that one object asks for: what its template says of each of them. */
export interface PodGroup {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: Message;
  /** Undefined: not known. */
  readonly replicas: number | undefined;
}

/** Where each kind keeps the template of its pods, and how many of them there are. */
const TEMPLATES: Readonly<Record<string, (object: ClusterManifest, spec: Message) => Partial<Template>>> = {
  'apps/Deployment': (_, spec) => ({ template: spec.template, replicas: count(spec.replicas) }),
  'apps/StatefulSet': (_, spec) => ({ template: spec.template, replicas: count(spec.replicas) }),
  'apps/ReplicaSet': (_, spec) => ({ template: spec.template, replicas: count(spec.replicas) }),
  '/ReplicationController': (_, spec) => ({ template: spec.template, replicas: count(spec.replicas) }),
  'argoproj.io/Rollout': (_, spec) => ({ template: spec.template, replicas: count(spec.replicas) }),
  'apps/DaemonSet': (_, spec) => ({ template: spec.template }),
  'batch/Job': (_, spec) => ({ template: spec.template }),
  'batch/CronJob': (_, spec) => ({ template: itemOf(itemOf(spec.jobTemplate).spec).template }),
  '/Pod': ({ manifest }) => ({ template: manifest, replicas: 1 }),
};

interface Template {
  readonly template: unknown;
  readonly replicas: number | undefined;
}

function count(value: unknown): number {
  return isSet(value) ? numberOf(value) : 1;
}

/** Every group of pods in the files. What another object of the files made is left out: its maker is there. */
export function podsOf(objects: ByKind): PodGroup[] {
  const scaled = scaledByOthers(objects);
  const known = new Set(
    Object.keys(TEMPLATES).flatMap((kind) => objects.all(kind).map((object) => keyOf(kind, object))),
  );
  return Object.entries(TEMPLATES).flatMap(([kind, read]) =>
    objects.all(kind).flatMap((object) => {
      if (ownersOf(object).some((owner) => known.has(owner))) return [];
      const { template, replicas } = read(object, itemOf(object.manifest.spec));
      const pod = messageOf(template);
      if (!pod) return [];
      const metadata = itemOf(pod.metadata);
      const isScaled = scaled.has(keyOf(kind, object)) && !isSet(itemOf(object.manifest.spec).replicas);
      return [
        {
          cluster: object.cluster,
          namespace: object.namespace,
          name: object.name,
          labels: textMap(metadata.labels),
          annotations: textMap(metadata.annotations),
          spec: itemOf(pod.spec),
          replicas: isScaled ? undefined : replicas,
        },
      ];
    }),
  );
}

function keyOf(kind: string, { cluster, namespace, name }: ClusterManifest): string {
  return [kind, cluster, namespace, name].join(' ');
}

function ownersOf({ cluster, namespace, manifest }: ClusterManifest): string[] {
  const references = (manifest.metadata as Message).ownerReferences;
  return listOf(references).map((reference) => {
    const { apiVersion, kind, name } = itemOf(reference);
    return [groupKind(apiVersion, kind), cluster, namespace, textOf(name)].join(' ');
  });
}

/** Pods whose number an autoscaler decides. */
function scaledByOthers(objects: ByKind): ReadonlySet<string> {
  const scalers = objects.all('autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject');
  return new Set(
    scalers.map(({ cluster, namespace, manifest }) => {
      const { apiVersion = 'apps/v1', kind = 'Deployment', name } = itemOf(itemOf(manifest.spec).scaleTargetRef);
      return [groupKind(apiVersion, kind), cluster, namespace, textOf(name)].join(' ');
    }),
  );
}

function groupKind(apiVersion: unknown, kind: unknown): string {
  const [group = '', version] = textOf(apiVersion).split('/');
  return `${version === undefined ? '' : group}/${textOf(kind)}`;
}

/** Container ports by name, to resolve a Service's named targetPort. */
export function portsOf({ spec }: PodGroup): Readonly<Record<string, number>> {
  const ports: Record<string, number> = {};
  for (const container of listOf(spec.containers)) {
    for (const port of listOf(itemOf(container).ports)) {
      const { name, containerPort } = itemOf(port);
      if (typeof name === 'string' && typeof containerPort === 'number') ports[name] = containerPort;
    }
  }
  return ports;
}

/** The proxy that is written into the pods' own specification, as manifests taken from a cluster have it. */
export function writtenProxy({ spec }: PodGroup): 'sidecar' | 'gateway' | undefined {
  const containers = listOf(spec.containers).map(itemOf);
  const proxies = [...containers, ...listOf(spec.initContainers).map(itemOf)].filter(
    ({ name }) => name === 'istio-proxy',
  );
  const [proxy] = proxies;
  if (!proxy) return undefined;
  const role = listOf(proxy.args).find((arg) => arg === 'router' || arg === 'sidecar');
  const isAlone = containers.length === 1 && containers[0]?.name === 'istio-proxy';
  if (role === 'router' || (role === undefined && isAlone)) return 'gateway';
  // A container of that name without an image of its own only adjusts the proxy, should one be injected.
  return textOf(proxy.image) === 'auto' ? undefined : 'sidecar';
}
