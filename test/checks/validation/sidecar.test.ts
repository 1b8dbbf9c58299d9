import { describe } from 'vitest';
import { judgeRows } from './rows/row.ts';
import { egressRows, ingressRows, outboundRows, sidecarRows } from './rows/sidecar.ts';

describe('Sidecar', () => {
  describe('sidecar', () => judgeRows(sidecarRows));
  describe('ingress', () => judgeRows(ingressRows));
  describe('egress', () => judgeRows(egressRows));
  describe('outbound', () => judgeRows(outboundRows));
});
