import { describe, expect, it } from 'vitest';
import { counterExampleText, proofJson, toldCounterExample } from '../../src/report/counter-example.ts';
import { EXAMPLE, SAFE } from '../support/proved.ts';

describe('a counter-example', () => {
  it('tells the request, what happens, the objects and the remedy', () => {
    expect(counterExampleText(EXAMPLE)).toBe(
      [
        'A request fails: GET / of productpage (shop) in us-east to reviews.shop.svc.cluster.local:8080 (end-user: @jason)',
        '  No DestinationRule has the subset v2 of reviews, so the request gets 503.',
        '  It reaches reviews v1 before, and v1 or v2 after.',
        '  us-east, applied:         VirtualService shop/reviews',
        '  us-east, not yet applied: DestinationRule shop/reviews (not there)',
        '  What would make it safe: Apply DestinationRule shop/reviews first.',
      ].join('\n'),
    );
  });

  const [route, rule] = EXAMPLE.mixture.map(({ change }) => change);
  const three = { ...route!, versions: [...route!.versions, route!.versions[0]] };
  it.each([
    ['the last of several stages', { change: three, version: 2 }, { applied: ['VirtualService shop/reviews'] }],
    ['a stage between', { change: three, version: 1 }, { notYet: ['VirtualService shop/reviews (as 1 step before)'] }],
    ['the first of several', { change: three, version: 0 }, { notYet: ['VirtualService shop/reviews'] }],
    [
      'an object that is to go',
      { change: { ...rule!, versions: [rule!.versions[1], undefined] }, version: 1 },
      { applied: ['DestinationRule shop/reviews (removed)'] },
    ],
    [
      'an object that is still there',
      { change: { ...rule!, versions: [rule!.versions[1], undefined] }, version: 0 },
      { notYet: ['DestinationRule shop/reviews (removed)'] },
    ],
  ])('names %s', (_, part, told) => {
    const { clusters } = toldCounterExample({ ...EXAMPLE, mixture: [part] });
    expect(clusters).toEqual([{ cluster: 'us-east', applied: [], notYet: [], ...told }]);
  });

  it('of a client without a request of its own is told all the same', () => {
    const { request } = toldCounterExample({ ...EXAMPLE, request: {} });
    expect(request).toBe('a request of productpage (shop) in us-east to reviews.shop.svc.cluster.local:8080');
    expect(toldCounterExample({ ...EXAMPLE, request: { sni: 'a.example' } }).request).toMatch(/^TLS for a\.example of/);
  });
});

it('a proof is plain JSON, however many mixtures there are', () => {
  const told = JSON.parse(JSON.stringify(proofJson({ ...SAFE, counterExamples: [EXAMPLE] })));
  expect(told.counts.mixtures).toBe('1180591620717411303424');
  expect(told.counterExamples[0]).toMatchObject({ breach: 'fails', clusters: [{ cluster: 'us-east' }] });
});
