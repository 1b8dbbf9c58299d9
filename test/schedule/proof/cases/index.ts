import type { UnsafeCases } from '../../../support/proof-case.ts';
import { canaries } from './canaries.ts';
import { destinations } from './destinations.ts';
import { routes } from './routes.ts';
import { security } from './security.ts';

/** Transitions that are unsafe though both of their ends are sound. */
export const unsafeCases: UnsafeCases = { ...destinations, ...routes, ...security, ...canaries };
