import { expect, it } from 'vitest';
import { summaryOf } from '../../../src/schedule/proof/summary.ts';
import type { DestinationOutcome, EndpointOutcome, Outcome } from '../../../src/simulate/outcome.ts';

const RBAC = { flag: 'RBAC', status: 403, by: 'server proxy', reason: 'No policy matches.' } as const;
const NC = { flag: 'NC', status: 503, by: 'client proxy', reason: 'It has no subset v3.' } as const;

function outcome(
  endpoints: readonly (readonly [cluster: string, refuses: boolean])[],
  failure?: typeof RBAC | typeof NC,
) {
  const all = endpoints.map(([cluster, refuses]) => ({
    cluster,
    workload: { namespace: 'shop', name: 'price-v1' },
    tls: 'mutual',
    share: 1 / endpoints.length,
    failure: refuses ? RBAC : undefined,
  })) as unknown as readonly EndpointOutcome[];
  const destination = { host: 'price', subset: 'v1', weight: 1, external: false, endpoints: all, failure };
  const destinations = [destination as unknown as DestinationOutcome];
  return { verdict: 'fails', failure: undefined, destinations, unjudged: [] } as unknown as Outcome;
}

it.each([
  [
    'some servers refuse it',
    outcome([
      ['a', false],
      ['b', true],
    ]),
    '100 % shop/price-v1',
    ['a'],
    ['b'],
  ],
  [
    'every server refuses it',
    outcome(
      [
        ['a', true],
        ['b', true],
      ],
      RBAC,
    ),
    '100 % shop/price-v1',
    [],
    ['a', 'b'],
  ],
  ['there is no such subset', outcome([], NC), '100 % price (v1)', [], []],
] as const)(
  'where %s, shares go by who would serve them and refusals by cluster',
  (_, found, split, arrives, refused) => {
    const summary = summaryOf(found);
    expect({ split: summary.split, arrives: [...summary.arrives.keys()], refused: [...summary.refused] }).toEqual({
      split,
      arrives,
      refused,
    });
  },
);
