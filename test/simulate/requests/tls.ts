import type { Row } from '../row.ts';
import { matrix } from './reach/matrix.ts';
import { clientRows } from './reach/tls-client.ts';
import { peerRows } from './reach/tls-server.ts';
import { trustRows } from './reach/tls-trust.ts';

export const rows: readonly Row[] = [...matrix, ...clientRows, ...peerRows, ...trustRows];
