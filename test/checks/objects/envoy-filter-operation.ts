import { istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const filter = (applyTo: string, operation: string) =>
  istio(
    'EnvoyFilter',
    'tuning',
    `\npriority: 10\nconfigPatches:\n  - applyTo: ${applyTo}\n    patch:\n      value: { name: x }\n      operation: ${operation}`,
  );

export const failing: FailingWorlds = {
  'REPLACE of a cluster': {
    message: 'uses REPLACE on CLUSTER, where it is not applied',
    clusters: { east: filter('CLUSTER', 'REPLACE # fault') },
  },
  'ADD to a route': {
    message: 'uses ADD on HTTP_ROUTE',
    clusters: { east: filter('HTTP_ROUTE', 'ADD # fault') },
  },
  'REMOVE of a route configuration': {
    message: 'uses REMOVE on ROUTE_CONFIGURATION',
    clusters: { east: filter('ROUTE_CONFIGURATION', 'REMOVE # fault') },
  },
};

export const passing: PassingWorlds = {
  'REPLACE of a filter': { clusters: { east: filter('HTTP_FILTER', 'REPLACE') } },
  'MERGE into a route': { clusters: { east: filter('HTTP_ROUTE', 'MERGE') } },
  'ADD of a cluster': { clusters: { east: filter('CLUSTER', 'ADD') } },
};
