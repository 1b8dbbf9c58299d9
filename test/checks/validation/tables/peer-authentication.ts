import type { Table } from './table.ts';

const selector = { matchLabels: { app: 'a' } };
const mode = { mode: 'STRICT' };

export const peerAuthentication: Table = {
  kind: 'PeerAuthentication',
  apiVersion: 'security.istio.io/v1',
  rows: [
    [{}],
    [{ mtls: mode }],
    [{ selector, mtls: mode, portLevelMtls: { 8080: mode, 65535: {} } }],
    [{ portLevelMtls: { 8080: mode } }, 'error spec.portLevelMtls: needs a selector'],
    [
      { selector: {}, portLevelMtls: { 80: mode } },
      'error spec.portLevelMtls: needs',
      'warning spec.selector: no labels',
    ],
    [{ selector, portLevelMtls: {} }, 'error spec.portLevelMtls: names no port'],
    [{ selector, portLevelMtls: null }],
    [{ selector, portLevelMtls: { 0: mode } }, 'error spec.portLevelMtls.0: between 1 and 65535'],
    [{ selector, portLevelMtls: { 65536: mode } }, 'error spec.portLevelMtls.65536: between 1 and 65535'],
    [{ selector: {} }, 'warning spec.selector: names no labels'],
    [{ selector: { matchLabels: { app: '*' } } }, 'error spec.selector.matchLabels.app: wildcards'],
  ],
};
