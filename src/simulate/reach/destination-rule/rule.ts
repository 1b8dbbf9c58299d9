import { fullHost } from '../../../istio/hosts.ts';
import type { Labels } from '../../../istio/labels.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import { namespaceOf, specOf } from '../../objects.ts';
import { entries, type Fields, fields, isFields, text, textMap, texts } from '../../shape.ts';

/** What of a DestinationRule matters for a request; always the same object for the same manifest. */
export interface RuleFacts {
  readonly manifest: Manifest;
  readonly namespace: string;
  /** In full and in lower case. */
  readonly host: string;
  readonly exportTo: readonly string[];
  /** Undefined: the rule is for every proxy. */
  readonly workloadSelector: Labels | undefined;
  readonly subsets: readonly SubsetFacts[];
  readonly trafficPolicy: Fields | undefined;
}

export interface SubsetFacts {
  readonly name: string;
  readonly labels: Labels;
  readonly trafficPolicy: Fields | undefined;
}

const known = new WeakMap<Manifest, RuleFacts>();

export function ruleFacts(manifest: Manifest): RuleFacts {
  const before = known.get(manifest);
  if (before) return before;
  const spec = specOf(manifest);
  const namespace = namespaceOf(manifest);
  const selector = isFields(spec.workloadSelector) ? (textMap(spec.workloadSelector.matchLabels) ?? {}) : undefined;
  const made: RuleFacts = {
    manifest,
    namespace,
    host: fullHost((text(spec.host) ?? '').toLowerCase(), namespace),
    // A rule for chosen workloads never leaves its namespace.
    exportTo: selector ? ['.'] : texts(spec.exportTo),
    workloadSelector: selector,
    subsets: entries(spec.subsets).map(subsetFacts),
    trafficPolicy: policyOf(spec.trafficPolicy),
  };
  known.set(manifest, made);
  return made;
}

function subsetFacts(subset: Fields): SubsetFacts {
  return {
    name: text(subset.name) ?? '',
    labels: textMap(subset.labels) ?? {},
    trafficPolicy: policyOf(subset.trafficPolicy),
  };
}

function policyOf(value: unknown): Fields | undefined {
  return isFields(value) ? fields(value) : undefined;
}
