import { isVisibleTo } from '../../istio/visibility.ts';
import type { ConfigView } from '../config-view.ts';
import { nameOf, namespaceOf, printRef, refOf, specOf } from '../objects.ts';
import type { ObjectRef } from '../outcome.ts';
import { entries, type Fields, fields, text, texts } from '../shape.ts';
import { joinedMatches } from './delegate-matches.ts';
import { fullNames } from './full-names.ts';

/** A rule that istiod leaves out, and why. */
export interface MissingDelegate {
  readonly index: number;
  readonly why: string;
}

interface DelegateRule {
  readonly object: ObjectRef;
  readonly index: number;
  readonly spec: Fields;
}

/**
 * The rules that take the place of one that delegates.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate
 */
export function delegated(
  view: ConfigView,
  rule: Fields,
  root: ObjectRef,
  index: number,
): { readonly rules: readonly DelegateRule[]; readonly missing: readonly MissingDelegate[] } {
  const wanted = fields(rule.delegate);
  const name = text(wanted.name) ?? '';
  const namespace = text(wanted.namespace) ?? root.namespace;
  const none = (why: string) => ({ rules: [], missing: [{ index, why }] });
  const called = printRef({ kind: 'VirtualService', namespace, name });
  const found = view.objects('VirtualService').find((one) => nameOf(one) === name && namespaceOf(one) === namespace);
  if (!found) return none(`it delegates to ${called}, which does not exist here`);
  const spec = specOf(found);
  if (texts(spec.hosts).length > 0) return none(`it delegates to ${called}, which has hosts and is no delegate`);
  const exportTo = texts(spec.exportTo);
  if (!isVisibleTo(exportTo, namespace, root.namespace, view.meshConfig.defaultVirtualServiceExportTo)) {
    return none(`it delegates to ${called}, which is not exported to ${root.namespace}`);
  }
  const object = refOf(found);
  const rules: DelegateRule[] = [];
  const missing: MissingDelegate[] = [];
  entries(spec.http).forEach((entry, at) => {
    const joined = join(rule, fullNames(entry, namespace));
    if (joined) rules.push({ object, index: at, spec: joined });
    else missing.push({ index, why: `rule ${at} of ${called} asks for what the delegating rule does not let through` });
  });
  return { rules, missing };
}

const inherited = [
  'rewrite',
  'directResponse',
  'timeout',
  'retries',
  'fault',
  'mirror',
  'mirrorPercent',
  'mirrorPercentage',
  'corsPolicy',
  'mirrors',
  'headers',
];

/** A delegate's rule within the delegating one; undefined where their conditions contradict each other. */
function join(root: Fields, leaf: Fields): Fields | undefined {
  const match = joinedMatches(entries(root.match), entries(leaf.match));
  if (!match) return undefined;
  const joined: Record<string, unknown> = { ...leaf, match };
  for (const field of inherited) joined[field] ??= root[field];
  const names = [text(root.name), text(leaf.name)].filter((name) => name !== undefined);
  if (names.length > 0) joined.name = names.join('-');
  return joined;
}
