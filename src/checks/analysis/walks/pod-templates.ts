import type { FieldPath } from '../../../istio/field-path.ts';
import { itemOf, type Message, messageOf } from '../../../istio/message.ts';
import type { World, WorldObject } from '../../world.ts';

/** Pods as one object describes them: a Pod itself, or the template of a Deployment and the like. */
export interface PodTemplate {
  readonly on: WorldObject;
  readonly metadata: Message;
  readonly metadataPath: FieldPath;
  readonly spec: Message;
  readonly specPath: FieldPath;
}

/** Where each kind keeps it; all of these kinds keep it somewhere in their spec. */
const TEMPLATES: Readonly<Record<string, FieldPath>> = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  'Rollout.argoproj.io': ['spec', 'template'],
  Pod: [],
};

export function* podTemplates(world: World): Iterable<PodTemplate> {
  for (const [kind, path] of Object.entries(TEMPLATES)) {
    for (const on of world.ofKind(kind)) {
      const template = path.reduce<unknown>((value, step) => itemOf(value)[step], on.manifest);
      if (messageOf(template)) yield templateOf(on, itemOf(template), path);
    }
  }
}

function templateOf(on: WorldObject, template: Message, path: FieldPath): PodTemplate {
  return {
    on,
    metadata: itemOf(template.metadata),
    metadataPath: [...path, 'metadata'],
    spec: itemOf(template.spec),
    specPath: [...path, 'spec'],
  };
}

/** Objects of Istio's own installation, as its analysis tells them: they follow rules of their own. */
export function isOfIstio({ manifest }: WorldObject): boolean {
  const labels = itemOf(manifest.metadata.labels);
  return 'istio' in labels || labels.release === 'istio';
}
