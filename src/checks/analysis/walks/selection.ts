import type { WorkloadSurroundings } from '../../../istio/facts.ts';
import type { Labels } from '../../../istio/labels.ts';
import type { Pods } from '../../walks/pods.ts';

/** Pods of a namespace that both selectors select. */
export function sharedPods(pods: Pods, namespace: string, a: Labels, b: Labels): readonly WorkloadSurroundings[] {
  if (Object.keys(a).some((key) => key in b && a[key] !== b[key])) return [];
  return pods.matching({ ...a, ...b }, namespace);
}
