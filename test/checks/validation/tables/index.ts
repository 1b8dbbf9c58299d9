import { authorizationPolicy } from './authorization-policy.ts';
import { destinationRule } from './destination-rule.ts';
import type { Table } from './table.ts';

export const tables: readonly Table[] = [authorizationPolicy, destinationRule];
