import { expect } from 'vitest';
import type { DestinationOutcome, Outcome } from '../../src/simulate/outcome.ts';
import type { SimulatedRequest } from '../../src/simulate/request.ts';
import { Simulation } from '../../src/simulate/simulation.ts';
import type { Expected, Mutation, Row, World } from './row.ts';

/** Runs a row's request and says what is not as expected, with the trace. */
export function judgeRow({ world, request }: Pick<Row, 'world' | 'request'>, expected: Expected): void {
  const outcome = new Simulation(world).run(request, { trace: true });
  const story = outcome.trace
    .map(({ where, what, notes }) => [`${where}: ${what}`, ...notes].join('\n    '))
    .join('\n');
  const failure = failureOf(outcome);
  expect(outcome.verdict, `${story}\n${failure?.reason ?? ''}\n${outcome.unjudged.join('\n')}`).toBe(expected.verdict);
  if (expected.reaches) expect(rounded(ends(outcome.destinations)), story).toEqual(rounded(expected.reaches));
  if (expected.flag) expect(failure?.flag, story).toBe(expected.flag);
  if (expected.status !== undefined) expect(failure?.status ?? outcome.answer?.status, story).toBe(expected.status);
  if (expected.reason) {
    expect([failure?.reason, ...outcome.unjudged].join('\n'), story).toMatch(expected.reason);
  }
  if (expected.like) expect(outcome, story).toMatchObject(expected.like);
}

/** Shares by where requests end. */
function ends(destinations: readonly DestinationOutcome[]): Record<string, number> {
  const found: Record<string, number> = {};
  const add = (where: string, share: number) => {
    if (share > 0) found[where] = (found[where] ?? 0) + share;
  };
  for (const { host, weight, failure, endpoints, external } of destinations) {
    if (endpoints.length === 0 || failure || external) {
      add(failure ? `!${failure.flag}` : host, weight);
      continue;
    }
    for (const { workload, cluster, share, failure: own } of endpoints) {
      const arrived = !workload && external ? host : `${workload?.name ?? host}@${cluster}`;
      add(own ? `!${own.flag}` : arrived, weight * share);
    }
  }
  return found;
}

function rounded(shares: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(shares).map(([where, share]) => [where, Math.round(share * 1e6) / 1e6]));
}

function failureOf({ failure, destinations }: Outcome) {
  return (
    failure ??
    destinations.find((one) => one.failure)?.failure ??
    destinations.flatMap(({ endpoints }) => endpoints).find((one) => one.failure)?.failure
  );
}

/** A row with one field set otherwise. Throws when the mutation changes nothing. */
export function mutated({ world, request }: Row, mutation: Mutation): { world: World; request: SimulatedRequest } {
  const { of, field, value, cluster } = mutation;
  if (of === 'request') return { world, request: changed(request, field, value) };
  if (of === 'facts') return { world: { ...world, facts: changed(world.facts, field, value) }, request };
  let hits = 0;
  const manifests = new Map(
    [...world.manifests].map(([name, list]) => [
      name,
      list.flatMap((manifest) => {
        const { namespace = '', name: own } = manifest.metadata;
        const isMeant = `${manifest.kind} ${namespace}/${own}` === of && (cluster === undefined || cluster === name);
        if (!isMeant) return [manifest];
        hits += 1;
        return field.length === 0 ? [] : [changed(manifest, field, value)];
      }),
    ]),
  );
  if (hits === 0) throw new Error(`the world has no ${of}`);
  return { world: { ...world, manifests }, request };
}

function changed<T>(whole: T, [key, ...rest]: readonly (string | number)[], value: unknown): T {
  if (key === undefined) return value as T;
  const copy = (Array.isArray(whole) ? [...whole] : { ...whole }) as Record<string | number, unknown>;
  const next = changed(copy[key] ?? {}, rest, value);
  if (next === undefined) {
    if (Array.isArray(copy)) copy.splice(Number(key), 1);
    else delete copy[key];
  } else copy[key] = next;
  return copy as T;
}
