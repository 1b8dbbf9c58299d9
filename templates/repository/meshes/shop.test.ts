/** What the shop promises, now and at every stage of its canary: `npm test`. */
import { describe, it } from 'node:test';
import { compileForTest, expect } from 'meshwright/testing';
import { app, cart, stock, web } from './shop.ts';

const mesh = compileForTest(app);

describe('the front door', () => {
  it('leads to the cart, and nowhere else', () => {
    expect(mesh.request({ from: web, port: 443, path: '/cart' })).toReach({ cart: 100 });
    expect(mesh.request({ from: web, port: 443, path: '/admin' })).toFail('NR');
  });
});

describe('stock', () => {
  it('is v1 for everybody, and answers within two seconds', () => {
    expect(mesh.request({ from: cart, to: stock })).toReach({ v1: 100 });
    expect(mesh.request({ from: cart, to: stock })).toTimeOutAfter('2s');
  });

  it('is read by the cart alone', () => {
    expect(mesh.request({ from: cart, to: stock, method: 'DELETE' })).toBeDenied();
    expect(mesh.request({ from: { namespace: 'elsewhere' }, to: stock })).toBeDenied();
    expect(mesh.request({ from: { namespace: 'shop', proxy: 'none' }, to: stock })).toFail();
  });
});

describe('the canary of stock v2', () => {
  it('begins in Europe', () => {
    const stage = mesh.at({ 'shop/stock-v2': 'shift-1-1' });
    expect(stage.request({ from: cart, to: stock, in: 'eu-west' })).toReach({ v1: 95, v2: 5 });
    expect(stage.request({ from: cart, to: stock, in: 'us-east' })).toReach({ v1: 100 });
  });

  for (const stage of mesh.stages('shop/stock-v2'))
    it(`changes nothing about who may call, at ${stage}`, () => {
      const { request } = mesh.at({ 'shop/stock-v2': stage });
      expect(request({ from: cart, to: stock })).toUseMutualTls();
      expect(request({ from: { namespace: 'elsewhere' }, to: stock })).toBeDenied();
    });
});
