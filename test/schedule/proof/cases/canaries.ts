import { pinnedAt } from '../../../support/proof-canary.ts';
import type { UnsafeCases } from '../../../support/proof-case.ts';

const ROUTE = 'VirtualService/shop/cart';
const RULE = 'DestinationRule/shop/cart';

/** Stages of a canary with subsets of its own, out of their order. */
export const canaries: UnsafeCases = {
  'a canary that expands and shifts at once': {
    mesh: { pinned: true },
    before: pinnedAt('start'),
    after: pinnedAt('shift-1-1'),
    breach: 'fails',
    applied: ['us-east VirtualService/shop/cart'],
    waiting: ['us-east DestinationRule/shop/cart'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'NC',
    order: [[RULE], [ROUTE]],
  },
  'a canary whose last shift is its contraction too': {
    mesh: { pinned: true },
    before: pinnedAt('shift-1-2'),
    after: pinnedAt('contract'),
    breach: 'fails',
    applied: ['us-east DestinationRule/shop/cart'],
    waiting: ['us-east VirtualService/shop/cart'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'NC',
    order: [[ROUTE], [RULE]],
  },
  'a canary that is rolled back to its start at once': {
    mesh: { pinned: true },
    before: pinnedAt('shift-1-1'),
    after: pinnedAt('start'),
    breach: 'fails',
    applied: ['us-east DestinationRule/shop/cart'],
    waiting: ['us-east VirtualService/shop/cart'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'NC',
    order: [[ROUTE], [RULE]],
  },
  'a canary whose next canary begins before it is contracted': {
    mesh: { pinned: true },
    before: pinnedAt('shift-1-2'),
    after: pinnedAt('start'),
    breach: 'fails',
    applied: ['us-east DestinationRule/shop/cart'],
    waiting: ['us-east VirtualService/shop/cart'],
    who: 'frontend (shop) in us-east → cart.shop.svc.cluster.local:8080',
    flag: 'NC',
    order: [[ROUTE], [RULE]],
  },
};
