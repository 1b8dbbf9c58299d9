import { describe, expect, it } from 'vitest';
import { validate } from '../../../src/checks/validation/index.ts';
import { judgeRows, object } from './rows/row.ts';
import {
  actionRows,
  bindingRows,
  headerRows,
  httpRows,
  l4Rows,
  matchRows,
  unusedRows,
} from './rows/virtual-service.ts';

describe('VirtualService', () => {
  describe('hosts, gateways, exportTo', () => judgeRows(bindingRows));
  describe('http', () => judgeRows(httpRows));
  describe('http match', () => judgeRows(matchRows));
  describe('headers', () => judgeRows(headerRows));
  describe('what a route does', () => judgeRows(actionRows));
  describe('tls and tcp', () => judgeRows(l4Rows));
  describe('rules that are never used', () => judgeRows(unusedRows));

  it('warns of routes all of whose matches are taken, and names the codes of istioctl', () => {
    const http = [{ match: [{ port: 1 }] }, { match: [{ port: 1 }] }].map((one) => ({
      ...one,
      redirect: { uri: '/' },
    }));
    const found = validate(object('VirtualService', { hosts: ['cart'], http }));
    expect(found.map(({ path, equivalents }) => [path.join('.'), equivalents])).toEqual([
      ['spec.http.1.match.0', ['IST0131']],
      ['spec.http.1', ['IST0130']],
    ]);
  });
});
