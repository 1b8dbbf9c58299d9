import type { Labels } from '../../istio/labels.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { ConfigView } from '../config-view.ts';
import { namespaceOf, refOf, specOf } from '../objects.ts';
import type { ObjectRef } from '../outcome.ts';
import { entries, type Fields, fields, number, text, textMap, texts } from '../shape.ts';
import { type Condition, conditionsOf } from './conditions.ts';
import { delegated, type MissingDelegate } from './delegates.ts';
import { fullNames } from './full-names.ts';
import { type StringMatch, stringMatch } from './string-match.ts';
import type { VirtualService } from './virtual-service.ts';

/** One entry of a VirtualService's `http`, names in full, what a root route adds already in it. */
export interface HttpRule {
  readonly object: ObjectRef;
  /** The VirtualService that delegates, for a delegate's rule. */
  readonly root: ObjectRef | undefined;
  readonly index: number;
  readonly name: string | undefined;
  readonly spec: Fields;
  /** One without conditions where the rule has no `match`. */
  readonly alternatives: readonly Alternative[];
}

/** One entry of a rule's `match`: all of it has to hold. */
export interface Alternative {
  /** Undefined where the rule has no `match`. */
  readonly index: number | undefined;
  readonly source: SourceConditions;
  readonly uri: StringMatch | undefined;
  readonly conditions: readonly Condition[];
  /** Whether every request that comes this far fits it. */
  readonly catchAll: boolean;
}

/** What depends on the proxy and its listener and not on the request. */
export interface SourceConditions {
  readonly port: number | undefined;
  readonly labels: Labels | undefined;
  readonly namespace: string | undefined;
  readonly gateways: readonly string[];
}

export interface HttpRules {
  readonly rules: readonly HttpRule[];
  /** Rules left out because what they delegate to is missing or does not fit. */
  readonly missing: readonly MissingDelegate[];
}

const read = new WeakMap<Manifest, HttpRules>();

/** The `http` rules of a VirtualService. */
export function httpRules(view: ConfigView, { manifest }: VirtualService): HttpRules {
  const known = read.get(manifest);
  if (known) return known;
  const list = entries(specOf(manifest).http);
  if (list.some((entry) => entry.delegate)) {
    const { namespace, name } = refOf(manifest);
    return view.remember(`delegating ${namespace}/${name}`, () => withDelegates(view, manifest, list));
  }
  const namespace = namespaceOf(manifest);
  const object = refOf(manifest);
  const rules = list.map((entry, index) => httpRule(fullNames(entry, namespace), { object, root: undefined, index }));
  const made = { rules, missing: [] };
  read.set(manifest, made);
  return made;
}

function withDelegates(view: ConfigView, manifest: Manifest, list: readonly Fields[]): HttpRules {
  const missing: MissingDelegate[] = [];
  const root = refOf(manifest);
  const rules = list.flatMap((entry, index) => {
    const own = fullNames(entry, root.namespace);
    if (!entry.delegate) return [httpRule(own, { object: root, root: undefined, index })];
    const found = delegated(view, own, root, index);
    missing.push(...found.missing);
    return found.rules.map((rule) => httpRule(rule.spec, { object: rule.object, root, index: rule.index }));
  });
  return { rules, missing };
}

function httpRule(spec: Fields, place: Pick<HttpRule, 'object' | 'root' | 'index'>): HttpRule {
  const matches = entries(spec.match);
  return {
    ...place,
    name: text(spec.name),
    spec,
    alternatives: matches.length === 0 ? [anything] : matches.map(alternative),
  };
}

const anything: Alternative = {
  index: undefined,
  source: { port: undefined, labels: undefined, namespace: undefined, gateways: [] },
  uri: undefined,
  conditions: [],
  catchAll: true,
};

function alternative(match: Fields, index: number): Alternative {
  const uri = match.uri ? stringMatch(match.uri, match.ignoreUriCase === true) : undefined;
  const anyPath =
    uri === undefined || uri.kind === 'present' || (uri.kind === 'prefix' ? uri.value === '/' : isAnything(uri));
  const others = [match.headers, match.withoutHeaders, match.queryParams].every(
    (conditions) => Object.keys(fields(conditions)).length === 0,
  );
  return {
    index,
    source: sourceConditions(match),
    uri,
    conditions: conditionsOf(match),
    catchAll: anyPath && others && !match.method && !match.authority && !match.scheme,
  };
}

function isAnything({ kind, value }: StringMatch): boolean {
  return kind === 'regex' && value === '.*';
}

/** Also of the `match` of TLS and TCP routes. */
export function sourceConditions(match: Fields): SourceConditions {
  return {
    port: number(match.port) || undefined,
    labels: textMap(match.sourceLabels),
    namespace: text(match.sourceNamespace),
    gateways: texts(match.gateways),
  };
}
