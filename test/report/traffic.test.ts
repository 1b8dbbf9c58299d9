import { describe, expect, it } from 'vitest';
import { code, prose } from '../../src/deliver/text/quote.ts';
import { objectPatches, patchesText } from '../../src/report/object-diff.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { trafficText } from '../../src/report/traffic.ts';
import { markdownTraffic, terminalTraffic } from '../../src/report/traffic-styles.ts';
import type { TrafficChange, TrafficDifference } from '../../src/schedule/traffic/types.ts';

function change(about: Partial<TrafficChange>): TrafficChange {
  return {
    aspect: 'split',
    before: 'v1 100 %',
    after: 'v1 95 %, v2 5 %',
    hosts: ['reviews'],
    ports: [],
    clusters: ['eu-west'],
    everywhere: false,
    who: [],
    requests: [],
    except: [],
    secures: false,
    turn: 'changed',
    ...about,
  };
}

function difference(changes: readonly TrafficChange[], more: Partial<TrafficDifference> = {}): TrafficDifference {
  const objects = { added: 0, changed: 1, removed: 0 };
  return { changes, unnoticed: [], reserves: [], asked: 3, objects, ...more };
}

const text = (one: TrafficDifference) => trafficText(one, terminalTraffic(PLAIN));
const line = (about: Partial<TrafficChange>) =>
  text(difference([change(about)]))
    .split('\n')
    .at(-1);

describe('a line about traffic', () => {
  it.each<[string, Partial<TrafficChange>]>([
    ['  clients in eu-west: reviews v1 100 % → v1 95 %, v2 5 %', {}],
    ['  clients in every cluster: reviews v1 100 % → v1 95 %, v2 5 %', { everywhere: true }],
    ['  web (shop) in eu-west: reviews v1 100 % → v1 95 %, v2 5 %', { who: ['web (shop)'] }],
    ['  clients in eu-west, requests POST: reviews v1 100 % → v1 95 %, v2 5 %', { requests: ['POST'] }],
    ['  clients in eu-west: reviews v1 100 % → v1 95 %, v2 5 % (not requests POST)', { except: ['POST'] }],
    ['  clients in eu-west: reviews on port 8080 v1 100 % → v1 95 %, v2 5 %', { ports: [8080] }],
    ['  clients in a, b, c, d and 1 more: reviews v1 100 % → v1 95 %, v2 5 %', { clusters: ['a', 'b', 'c', 'd', 'e'] }],
    ['  clients in eu-west: reviews timeout none → 2s', { aspect: 'timeout', before: 'none', after: '2s' }],
    ['  in eu-west: reviews mutual TLS PERMISSIVE → STRICT', { aspect: 'mode', before: 'PERMISSIVE', after: 'STRICT' }],
    [
      '  opened clients in eu-west: reviews fails: no route (NR) → arrives',
      { aspect: 'outcome', before: 'fails: no route (NR)', after: 'arrives', turn: 'opened' },
    ],
    [
      '  closed clients in eu-west: reviews arrives → fails: no route (NR)',
      { aspect: 'outcome', before: 'arrives', after: 'fails: no route (NR)', turn: 'closed' },
    ],
  ])('%s', (expected, about) => {
    expect(line(about)).toBe(expected);
  });
});

describe('the text of a difference', () => {
  it('has traffic, security and reach under their headings, then what was not seen', () => {
    const all = difference(
      [
        change({}),
        change({ aspect: 'wire' }),
        change({ aspect: 'outcome', secures: true }),
        change({ aspect: 'outcome' }),
        change({ aspect: 'place' }),
      ],
      { unnoticed: [{ object: 'EnvoyFilter shop/x', clusters: ['a'] }], reserves: ['EnvoyFilter is not modelled'] },
    );
    const heads = text(all)
      .split('\n')
      .filter((one) => one !== '' && !one.startsWith(' '));
    expect(heads).toEqual([
      'Objects: 1 changed. 3 requests asked before and after; these get other answers.',
      'Traffic',
      'Security',
      'Reach',
      'Changes no request that was asked: read the objects',
      'Not judged',
    ]);
  });

  it('counts what nobody would read', () => {
    const many = Array.from({ length: 40 }, (_, i) => change({ hosts: [`service-${i}`] }));
    expect(text(difference(many)).split('\n').at(-1)).toBe('  … and 15 more');
  });

  it('says that nothing differs', () => {
    expect(text(difference([], { objects: { added: 0, changed: 0, removed: 0 } }))).toBe('No object differs.');
    expect(text(difference([], { asked: 1 }))).toBe(
      'Objects: 1 changed. 1 request asked before and after; none gets another answer.',
    );
  });

  it('in Markdown lets names and sentences of others mean nothing', () => {
    const odd = change({ hosts: ['`a`|@b'], who: ['<b> #1'], requests: ['with x: [l](http://e)'], clusters: ['c'] });
    const told = trafficText(difference([odd]), markdownTraffic({ code, prose }));
    expect(told).toContain('**Traffic**\n\n- ');
    expect(told).not.toMatch(/(^|[^`])<b>|[^`\u200b]#1|\n- [^`]*\[l\]\(/);
  });
});

describe('objects that differ', () => {
  it('alike in several clusters are shown once', () => {
    const texts = ['a', 'b', 'c'].map((cluster) => ({
      object: 'VirtualService shop/x',
      cluster,
      before: 'timeout: 2s\n',
      after: cluster === 'c' ? undefined : 'timeout: 3s\n',
    }));
    const patches = objectPatches(texts);
    expect(patches.map(({ change: what, clusters }) => [what, clusters])).toEqual([
      ['changed', ['a', 'b']],
      ['removed', ['c']],
    ]);
    expect(patchesText(patches, PLAIN)).toBe(
      [
        'VirtualService shop/x changed in a, b',
        '@@ -1,1 +1,1 @@',
        '-timeout: 2s',
        '+timeout: 3s',
        '',
        'VirtualService shop/x removed in c',
        '@@ -1,1 +0,0 @@',
        '-timeout: 2s',
      ].join('\n'),
    );
  });
});
