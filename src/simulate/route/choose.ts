import { type Labels, selects } from '../../istio/labels.ts';
import { printRef } from '../objects.ts';
import type { Asked } from './asked.ts';
import type { Alternative, HttpRule, SourceConditions } from './http-rules.ts';

/** The proxy and listener that rules are made for. */
export interface Source {
  /** Of the listener; for a gateway the port that its server names. */
  readonly port: number;
  readonly labels: Labels;
  readonly namespace: string;
  /** `mesh`, or the gateway as `namespace/name`. */
  readonly gateway: string;
}

/** A rule by one of its alternatives: what proxies have as a route. */
export interface Candidate {
  readonly rule: HttpRule;
  readonly alternative: Alternative;
}

/** Whether an alternative of an `http` rule is for this proxy. One that names its gateway asks for nothing else. */
export function isForHttp(wanted: SourceConditions, source: Source): boolean {
  if (wanted.port !== undefined && wanted.port !== source.port) return false;
  if (wanted.gateways.length > 0) return wanted.gateways.includes(source.gateway);
  return labelsFit(wanted, source) && (wanted.namespace === undefined || wanted.namespace === source.namespace);
}

/** Whether an alternative of a `tls` or `tcp` rule is for this proxy: everything it says has to fit. */
export function isForStream(wanted: SourceConditions, source: Source): boolean {
  return (
    (wanted.port === undefined || wanted.port === source.port) &&
    (wanted.gateways.length === 0 || wanted.gateways.includes(source.gateway)) &&
    labelsFit(wanted, source) &&
    (wanted.namespace === undefined || wanted.namespace === source.namespace)
  );
}

function labelsFit({ labels }: SourceConditions, source: Source): boolean {
  return labels === undefined || selects(labels, source.labels);
}

/** What istiod makes of rules for one proxy, up to the first that takes every request. */
export function candidates(rules: readonly HttpRule[], source: Source): readonly Candidate[] {
  const made: Candidate[] = [];
  for (const rule of rules) {
    for (const alternative of rule.alternatives) {
      if (!isForHttp(alternative.source, source)) continue;
      made.push({ rule, alternative });
      if (alternative.catchAll) return made;
    }
  }
  return made;
}

/** Whether istiod makes anything of the rules for this proxy. */
export function hasCandidates(rules: readonly HttpRule[], source: Source): boolean {
  return rules.some(({ alternatives }) => alternatives.some((one) => isForHttp(one.source, source)));
}

export function fits({ alternative }: Candidate, asked: Asked): boolean {
  for (const condition of alternative.conditions) if (!condition.holds(asked)) return false;
  return true;
}

/** Why rules before the one taken were passed over, a sentence for each alternative. */
export function passedOver(rules: readonly HttpRule[], taken: Candidate | undefined, source: Source, asked: Asked) {
  const notes: string[] = [];
  for (const rule of rules) {
    for (const alternative of rule.alternatives) {
      if (taken?.rule === rule && taken.alternative === alternative) return notes;
      const why = isForHttp(alternative.source, source)
        ? (alternative.conditions.find((condition) => !condition.holds(asked))?.why(asked) ?? 'comes later')
        : whyNotFor(alternative.source, source);
      notes.push(`${inShort(rule, alternative)} ${why}`);
    }
  }
  return notes;
}

export function whyNotFor({ port, labels, namespace, gateways }: SourceConditions, source: Source): string {
  if (port !== undefined && port !== source.port) return `is for port ${port}; the request is for ${source.port}`;
  if (gateways.length > 0 && !gateways.includes(source.gateway)) {
    return `is for ${gateways.join(', ')}; this is ${source.gateway}`;
  }
  if (labels !== undefined && !selects(labels, source.labels)) {
    return `is for clients with ${printLabels(labels)}; this one has ${printLabels(ofThese(labels, source.labels))}`;
  }
  return `is for clients in ${namespace}; this one is in ${source.namespace}`;
}

/** Of a proxy's labels those that a condition asks about. */
function ofThese(asked: Labels, labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name in asked));
}

function printLabels(labels: Labels): string {
  const parts = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return parts.length === 0 ? 'none of them' : parts.join(',');
}

/** `route 0 'testers'`, `route 2 of VirtualService shop/leaf, alternative 1`. */
export function inShort(rule: HttpRule, { index }: Alternative): string {
  const name = rule.name === undefined ? '' : ` '${rule.name}'`;
  const owner = rule.root === undefined ? '' : ` of ${printRef(rule.object)}`;
  const which = index === undefined || rule.alternatives.length === 1 ? '' : `, alternative ${index},`;
  return `route ${rule.index}${name}${owner}${which}`;
}
