/** What the Bookinfo mesh promises, at the start and at every stage of its canary. `npm test` runs it with the rest. */
import { compileForTest, expect } from 'meshwright/testing';
import { describe, it } from 'vitest';
import { app, details, productpage, ratings, reviews, web } from './bookinfo.ts';

const mesh = compileForTest(app);

describe('the front door', () => {
  it('opens for the pages, on HTTPS', () => {
    const answer = mesh.request({ from: web, port: 443, path: '/productpage' });
    expect(answer).toReach({ productpage: 100 });
    expect(answer).toUseMutualTls();
  });

  it('sends plain HTTP to HTTPS', () => {
    expect(mesh.request({ from: web, port: 80, path: '/productpage' })).toBeAnswered(301);
  });

  it('has no route to anything else', () => {
    expect(mesh.request({ from: web, port: 443, path: '/admin' })).toFail('NR');
  });
});

describe('reviews', () => {
  it('are v1 for everybody, v3 for testers', () => {
    expect(mesh.request({ from: productpage, to: reviews })).toReach({ v1: 100 });
    expect(mesh.request({ from: productpage, to: reviews, headers: { 'end-user': 'jason' } })).toReach({ v3: 100 });
  });

  it('may take two seconds, four from Europe', () => {
    expect(mesh.request({ from: productpage, to: reviews, in: ['us-east', 'us-west'] })).toTimeOutAfter('2s');
    expect(mesh.request({ from: productpage, to: reviews, in: 'eu-west' })).toTimeOutAfter('4s');
  });

  it('are read by the product page alone', () => {
    expect(mesh.request({ from: productpage, to: reviews })).toUseMutualTls();
    expect(mesh.request({ from: productpage, to: reviews, method: 'POST' })).toBeDenied();
    expect(mesh.request({ from: details, to: reviews })).toBeDenied();
    expect(mesh.request({ from: { namespace: 'elsewhere' }, to: reviews })).toBeDenied();
  });

  it('refuse plaintext', () => {
    expect(mesh.request({ from: { namespace: 'bookinfo', proxy: 'none' }, to: reviews })).toFail();
  });
});

describe('ratings', () => {
  it('of Europe stay in Europe while they are well', () => {
    expect(mesh.request({ from: reviews, to: ratings, in: 'eu-west' })).toReachClusters({ 'eu-west': 100 });
  });
});

describe('the canary of reviews v2', () => {
  it('gives Europe five per cent first, and nobody else any', () => {
    const stage = mesh.at({ 'bookinfo/reviews-v2': 'shift-1-1' });
    expect(stage.request({ from: productpage, to: reviews, in: 'eu-west' })).toReach({ v1: 95, v2: 5 });
    expect(stage.request({ from: productpage, to: reviews, in: ['us-east', 'us-west'] })).toReach({ v1: 100 });
  });

  it.each(mesh.stages('bookinfo/reviews-v2'))('leaves testers, timeouts and access alone at %s', (stage) => {
    const { request } = mesh.at({ 'bookinfo/reviews-v2': stage });
    expect(request({ from: productpage, to: reviews, headers: { 'end-user': 'jason' } })).toReach({ v3: 100 });
    expect(request({ from: productpage, to: reviews })).toUseMutualTls();
    expect(request({ from: productpage, to: reviews, in: 'eu-west' })).toTimeOutAfter('4s');
    expect(request({ from: details, to: reviews })).toBeDenied();
  });
});
