import { describe, expect, it } from 'vitest';
import { around } from '../../../src/deliver/capacities.ts';
import { capacitySection, differenceSection } from '../../../src/deliver/text/difference-text.ts';
import type { StageCapacity } from '../../../src/schedule/capacity/types.ts';
import type { TrafficDifference } from '../../../src/schedule/traffic/types.ts';
import { rendered } from '../../support/markdown.ts';

const difference: TrafficDifference = {
  changes: [
    {
      aspect: 'outcome',
      before: 'arrives',
      after: 'fails: no route (NR)',
      hosts: ['reviews'],
      ports: [],
      clusters: ['<img src=x>', '#1 @all'],
      everywhere: false,
      who: ['[web](http://x)'],
      requests: ['with x: `</details>`'],
      except: [],
      secures: false,
      turn: 'closed',
    },
  ],
  unnoticed: [{ object: 'EnvoyFilter shop/<b>', clusters: ['a'] }],
  reserves: ['closes #2'],
  asked: 4,
  objects: { added: 0, changed: 1, removed: 0 },
};

const stage = (name: string): StageCapacity => ({
  stage: name,
  moved: 0.5,
  clients: [{ cluster: '<i>', moved: 0.5, leavingCluster: 0, leavingNetwork: 0 }],
  busiest: { cluster: 'a|b', multiple: 2, perSecond: 20 },
  regionDown: undefined,
});
const stages = ['start', 'shift-1-1', 'shift-1-2'].map(stage);

describe('what a step changes, in a pull request', () => {
  it('is told under a heading, and nothing of others means anything there', () => {
    const { headings, html, words } = rendered(differenceSection(difference));
    expect(headings).toEqual(['What changes']);
    expect(html).toEqual([]);
    expect(words).toContain('closed');
    expect(words).not.toMatch(/@all|#\d|http:/);
  });

  it('is nothing where nobody asked', () => {
    expect(differenceSection(undefined)).toBe('');
  });
});

describe('capacity in a pull request', () => {
  it('is told of each service that moves', () => {
    const { stage: _, ...other } = stage('');
    const both = stages.map((one) => ({ ...one, with: [{ ...other, service: 'shop/<b>' }] }));
    const about = {
      service: 'shop/reviews',
      from: 'v1',
      to: 'v2',
      with: [{ service: 'shop/<b>', from: 'v7', to: 'v8' }],
    };
    const text = capacitySection(around(both, 'shift-1-2'), about);
    expect(rendered(text).html).toEqual([]);
    expect(text).toMatch(/`reviews`:[\s\S]*what one of `v2` gets[\s\S]*`<b>`:[\s\S]*what one of `v8` gets/);
  });

  it('has the stage before and the step', () => {
    const text = capacitySection(around(stages, 'shift-1-2'), { service: 'shop/reviews', from: 'v1', to: 'v2' });
    expect(text.split('\n').slice(4, 6)).toEqual([
      '| shift-1-1 | 50 % | `<i>` | 50 % | 0 % | 0 % | 2×, 20/s in `a\\|b` |  |',
      '| shift-1-2 | 50 % | `<i>` | 50 % | 0 % | 0 % | 2×, 20/s in `a\\|b` |  |',
    ]);
    expect(rendered(text).html).toEqual([]);
  });

  it.each([
    ['of a stage that is not known', around(stages, 'contract')],
    ['of a way back to the start', around(stages, 'start')],
    ['where nobody declared anything', around(undefined, 'shift-1-1')],
  ])('is nothing %s', (_, known) => {
    expect(capacitySection(known, { service: 'shop/reviews', from: 'v1', to: 'v2' })).toBe('');
  });
});
