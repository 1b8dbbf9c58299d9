import type { Row } from '../row.ts';
import { lookupRows } from './reach/rule-lookup.ts';
import { poolRows } from './reach/rule-pools.ts';

export const rows: readonly Row[] = [...lookupRows, ...poolRows];
