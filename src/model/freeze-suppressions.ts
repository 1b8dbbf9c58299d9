import type { IConstruct } from 'constructs';
import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import type { Origin } from '../diagnostics/origin.ts';
import { isDay, type Suppression } from '../diagnostics/suppression.ts';
import type { Freezing } from './freezing.ts';
import { type DeclaredSuppression, type SuppressProps, suppressionsOn } from './suppress.ts';
import { Cluster } from './topology/cluster.ts';
import { Mesh } from './topology/mesh.ts';

/** What authors accept, with the places of the findings that are meant. */
export function freezeSuppressions(all: readonly IConstruct[], freezing: Freezing): Suppression[] {
  const meshes = all.filter((construct) => construct instanceof Mesh).length;
  return all.flatMap((construct) => {
    // What concerns all of the only mesh may have no place in particular.
    const isAll = construct.node.scope === undefined || (construct instanceof Mesh && meshes === 1);
    return suppressionsOn(construct).flatMap((declared) => {
      const one = freezeOne(declared, freezing);
      return one ? [isAll ? one : { ...one, places: placesBelow(construct, freezing) }] : [];
    });
  });
}

function freezeOne({ props, origin }: DeclaredSuppression, freezing: Freezing): Suppression | undefined {
  const { code, object, field, clusters, reason, until } = props;
  const at = origin.from(freezing.root);
  const problem = problemIn(props);
  if (problem) {
    freezing.report({
      code: 'invalid-suppression',
      at,
      message: `The suppression of '${code}' ${problem}.`,
      why: 'Whoever reads the finding later has to learn why it is accepted, and it must not be for ever.',
      hint: "Write it so: suppress(construct, { code: 'retries-outlast-timeout', reason: 'the client gives up first', until: '2027-01-31' }).",
    });
    return undefined;
  }
  return {
    code,
    ...(object !== undefined && { object }),
    ...(field !== undefined && { field }),
    ...(clusters !== undefined && { clusters }),
    reason,
    until,
    at: at.locate(),
    from: 'source',
  };
}

/** Programs run without being type-checked. */
function problemIn({
  code,
  object,
  field,
  clusters,
  reason,
  until,
}: Readonly<Partial<Record<keyof SuppressProps, unknown>>>) {
  const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
  if (!isText(code)) return 'names no code';
  if (!isText(reason)) return 'gives no reason';
  if (typeof until !== 'string' || !isDay(until)) return 'has no last day, such as 2027-01-31';
  if ([object, field].some((value) => value !== undefined && !isText(value)))
    return 'has an object or a field that is no text';
  if (clusters !== undefined && !(Array.isArray(clusters) && clusters.every(isText)))
    return 'has clusters that are no list of names';
  return undefined;
}

function placesBelow(construct: IConstruct, freezing: Freezing): SourceLocation[] {
  const origins = construct.node.findAll().map((each) => {
    const around = each instanceof Cluster ? undefined : clusterOf(each);
    return around?.placeOf(each) ?? ('origin' in each ? (each.origin as Origin) : undefined);
  });
  const found = origins.flatMap((origin) => origin?.from(freezing.root).locate() ?? []);
  return [...new Map(found.map((at) => [JSON.stringify(at), at])).values()];
}

function clusterOf(construct: IConstruct): Cluster | undefined {
  return construct.node.scopes.find((scope): scope is Cluster => scope instanceof Cluster);
}
