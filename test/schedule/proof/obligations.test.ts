import { describe, expect, it } from 'vitest';
import { breachAt, breachIn } from '../../../src/schedule/proof/obligations.ts';
import type { Summary } from '../../../src/schedule/proof/summary.ts';
import type { Probe } from '../../../src/schedule/proof/types.ts';

function probe(promise: Probe['promise']): Probe {
  const client = { kind: 'workload', cluster: 'east', namespace: 'shop' } as const;
  return { client, to: 'cart.shop.svc.cluster.local', port: 80, promise, who: 'frontend (shop)' };
}

const DECLARED = probe('declared');
const SYMBOLIC = probe('symbolic');
const NOBODY = probe('none');

/** It arrives in clusters, protected so; what refuses it elsewhere. */
function arrives(
  where: Readonly<Record<string, number>>,
  split = '100 % v1',
  refused: readonly string[] = [],
): Summary {
  const works = refused.length === 0;
  return {
    ...NOTHING,
    works,
    reaches: true,
    arrives: new Map(Object.entries(where)),
    split,
    refused: new Set(refused),
  };
}

const NOTHING: Summary = {
  ...{ works: false, reaches: false, arrives: new Map(), refused: new Set<string>(), split: '' },
  ...{ failure: undefined, reserves: [] },
};

function fails(flag: string, refused: readonly string[] = [], split = '100 % v1'): Summary {
  const failure = { flag, status: 503, by: 'client proxy', reason: `It fails with ${flag}.` } as const;
  return { ...NOTHING, failure, refused: new Set(refused), split };
}

const ANSWERED: Summary = { ...NOTHING, works: true };
const MUTUAL = arrives({ east: 2 });
const PLAIN = arrives({ east: 0 });
const BOTH = arrives({ east: 2, west: 2 });

describe('what a mixture owes a request', () => {
  const rows: readonly [string, Probe, readonly Summary[], Summary, string | undefined][] = [
    ['what works at both ends works', DECLARED, [MUTUAL, MUTUAL], fails('NC'), 'fails'],
    ['… for symbolic callers too', SYMBOLIC, [MUTUAL, MUTUAL], fails('NC'), 'fails'],
    ['… and what a proxy answers', DECLARED, [ANSWERED, ANSWERED], fails('NR'), 'fails'],
    ['nothing is owed to others', NOBODY, [MUTUAL, MUTUAL], fails('NC'), undefined],
    ['what fails before need not work yet', DECLARED, [fails('NR'), MUTUAL], fails('NC'), undefined],
    ['what fails after need not work any more', DECLARED, [MUTUAL, fails('NR')], fails('NC'), undefined],
    ['… and may work in between, where it worked before', DECLARED, [MUTUAL, fails('NR')], MUTUAL, undefined],
    [
      'a part of its endpoints is not enough',
      DECLARED,
      [BOTH, BOTH],
      arrives({ east: 2 }, '100 % v1', ['west']),
      'fails',
    ],
    ['with three stages all of them count', DECLARED, [MUTUAL, fails('NR'), MUTUAL], fails('NC'), undefined],
    ['what reaches nothing at both ends reaches nothing', NOBODY, [fails('NR'), fails('NR')], MUTUAL, 'opens'],
    ['… whoever asks', DECLARED, [fails('RBAC'), fails('NR')], MUTUAL, 'opens'],
    ['what reaches something at one end may', NOBODY, [fails('RBAC'), MUTUAL], MUTUAL, undefined],
    [
      'what one cluster refuses at both ends it refuses',
      NOBODY,
      [arrives({ east: 2 }, '100 % v1', ['west']), arrives({ east: 2 }, '100 % v1', ['west'])],
      BOTH,
      'opens',
    ],
    [
      'a cluster that was not asked at one end refuses nothing there',
      NOBODY,
      [arrives({ east: 2 }, '100 % v1', ['west']), MUTUAL],
      BOTH,
      undefined,
    ],
    ['other endpoints by themselves are no opening', NOBODY, [MUTUAL, MUTUAL], BOTH, undefined],
    ['mutual TLS stays where both ends have it', NOBODY, [MUTUAL, MUTUAL], PLAIN, 'weakens'],
    ['… in each cluster', NOBODY, [BOTH, BOTH], arrives({ east: 2, west: 1 }), 'weakens'],
    ['the weaker end is the measure', NOBODY, [MUTUAL, PLAIN], PLAIN, undefined],
    ['… and TLS of another kind is less than mutual TLS', NOBODY, [MUTUAL, MUTUAL], arrives({ east: 1 }), 'weakens'],
    [
      'a cluster that no end reaches has no measure',
      NOBODY,
      [MUTUAL, MUTUAL],
      arrives({ east: 2, west: 0 }),
      undefined,
    ],
    [
      'shares are those of an end',
      NOBODY,
      [MUTUAL, arrives({ east: 2 }, '100 % v2')],
      arrives({ east: 2 }, '100 % v2'),
      undefined,
    ],
    [
      '… and no third',
      NOBODY,
      [MUTUAL, arrives({ east: 2 }, '100 % v2')],
      arrives({ east: 2 }, '100 % v1 + v2'),
      'leaks',
    ],
    [
      '… which a route has where a server refuses it, too',
      NOBODY,
      [MUTUAL, fails('RBAC', ['east'], '100 % v3')],
      arrives({ east: 2 }, '100 % v3'),
      undefined,
    ],
    [
      'without a route there are none',
      NOBODY,
      [MUTUAL, fails('NR', [], '')],
      arrives({ east: 2 }, '100 % v3'),
      'leaks',
    ],
    ['what works at an end alone has the shares of any', NOBODY, [ANSWERED, ANSWERED], ANSWERED, undefined],
    ['failing comes before leaking', DECLARED, [BOTH, BOTH], arrives({ east: 2 }, '50 % v1', ['west']), 'fails'],
  ];
  it.each(rows)('%s', (_, who, stages, mixture, breach) => {
    expect(breachIn(who, stages, mixture)).toBe(breach);
  });
});

describe('what a stage owes a request', () => {
  const rows: readonly [string, Probe, Summary, Summary, readonly Summary[] | undefined, string | undefined][] = [
    ['a last stage may work as it likes', DECLARED, MUTUAL, arrives({ west: 0 }, '100 % v2'), undefined, undefined],
    ['what has no route is meant', DECLARED, MUTUAL, fails('NR'), undefined, undefined],
    ['what is not let in is meant', DECLARED, MUTUAL, fails('RBAC'), undefined, undefined],
    ['a token that is refused is meant', DECLARED, MUTUAL, fails('JWT'), undefined, undefined],
    ['what the proxy may not call is meant', DECLARED, MUTUAL, fails('BlackHole'), undefined, undefined],
    ['a subset that is not there is not', DECLARED, MUTUAL, fails('NC'), undefined, 'fails'],
    ['nor is a handshake that fails', DECLARED, fails('NR'), fails('UC'), undefined, 'fails'],
    ['a symbolic caller that breaks has to be accepted', SYMBOLIC, MUTUAL, fails('RBAC'), undefined, 'broken symbolic'],
    ['… not one that was broken before', SYMBOLIC, fails('RBAC'), fails('NC'), undefined, undefined],
    ['to others nothing is owed', NOBODY, MUTUAL, fails('NC'), undefined, undefined],
    ['a stage in between works where both ends do', DECLARED, MUTUAL, fails('NR'), [MUTUAL, MUTUAL], 'fails'],
    ['… is as closed as both', NOBODY, fails('NR'), MUTUAL, [fails('NR'), fails('RBAC')], 'opens'],
    ['… and as well protected', NOBODY, MUTUAL, PLAIN, [MUTUAL, MUTUAL], 'weakens'],
    [
      '… but has shares of its own',
      NOBODY,
      MUTUAL,
      arrives({ east: 2 }, '50 % v1'),
      [MUTUAL, arrives({ east: 2 }, '100 % v2')],
      undefined,
    ],
    ['a stage on the way to failing may fail', DECLARED, MUTUAL, fails('NC'), [MUTUAL, fails('NR')], undefined],
    ['a stage on the way to working may fail', DECLARED, fails('NR'), fails('NC'), [fails('NR'), MUTUAL], undefined],
  ];
  it.each(rows)('%s', (_, who, before, stage, bounds, breach) => {
    expect(breachAt(who, before, stage, bounds)).toBe(breach);
  });
});
