import { describe } from 'vitest';
import { serverRows, tlsRows } from './rows/gateway.ts';
import { judgeRows } from './rows/row.ts';

describe('Gateway', () => {
  describe('server', () => judgeRows(serverRows));
  describe('tls', () => judgeRows(tlsRows));
});
