import type { Row } from '../row.ts';
import { kindRows } from './reach/access-kinds.ts';
import { orderRows } from './reach/access-order.ts';
import { tokenRows } from './reach/access-tokens.ts';

export const rows: readonly Row[] = [...kindRows, ...orderRows, ...tokenRows];
