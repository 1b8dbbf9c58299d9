import { istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const filter = (name: string, operation: string, more = '', match = '') =>
  istio(
    'EnvoyFilter',
    name,
    `${more}\nconfigPatches:\n  - applyTo: HTTP_FILTER${match}\n    patch: { operation: ${operation}, value: { name: envoy.filters.http.lua } }`,
  );

export const failing: FailingWorlds = {
  'before a filter': {
    message: 'uses INSERT_BEFORE, which depends on what other EnvoyFilters did before, and has no priority.',
    clusters: { east: filter('lua', 'INSERT_BEFORE', '').replace('HTTP_FILTER', 'HTTP_FILTER # fault') },
  },
  'a filter that some versions have': {
    message: '; EnvoyFilter shop/old patches envoy.filters.http.lua for some proxy versions only',
    clusters: {
      east:
        filter('old', 'MERGE', '', '\n    match: { proxy: { proxyVersion: ^1\\.29 } }') +
        filter('lua', 'REMOVE').replace('HTTP_FILTER', 'HTTP_FILTER # fault'),
    },
  },
};

export const passing: PassingWorlds = {
  'with a priority': { clusters: { east: filter('lua', 'INSERT_BEFORE', '\npriority: 10') } },
  'depends on nothing': { clusters: { east: filter('lua', 'INSERT_FIRST') + filter('more', 'MERGE') } },
};
