import { describe } from 'vitest';
import { judgeRows } from './rows/row.ts';
import { entryRows, portRows, resolutionRows } from './rows/service-entry.ts';

describe('ServiceEntry', () => {
  describe('entry', () => judgeRows(entryRows));
  describe('port', () => judgeRows(portRows));
  describe('resolution', () => judgeRows(resolutionRows));
});
