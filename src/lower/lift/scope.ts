import { groupOf, type Manifest } from '../../istio/manifest.ts';
import type { Scoped } from '../../model/snapshot-types.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { fieldsOf, itemsOf, labelsOf, textOf } from './fields.ts';
import { liftSubject } from './subject.ts';

/** Whom an object about proxies is for: `id` is the object's name. Undefined for another kind, and for one about targets. */
export function liftScope(
  index: MeshIndex,
  { apiVersion, kind, metadata, spec }: Manifest,
  wanted: string,
  group: string,
): Scoped | undefined {
  const { selector, workloadSelector, targetRef, targetRefs } = fieldsOf(spec);
  if (kind !== wanted || groupOf(textOf(apiVersion) ?? '') !== group) return undefined;
  if (itemsOf(targetRefs).length > 0 || Object.keys(fieldsOf(targetRef)).length > 0) return undefined;
  const { name, namespace } = fieldsOf(metadata);
  if (typeof namespace !== 'string') return undefined;
  const labels = labelsOf(fieldsOf(selector).matchLabels ?? fieldsOf(workloadSelector).labels);
  const called = textOf(name) ?? '';
  const subject = liftSubject(index, namespace, labels, called);
  const id = subject.kind === 'pods' ? called.replace(/\.pods$/, '') : called;
  return { id, subject, in: undefined, at: undefined };
}
