import { Canary, move, Route, type StringMatch } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop, shopWithCart } from '../shop.ts';

const waves = (clusters: ReturnType<typeof shop>) =>
  [{ clusters: [clusters.usEast, clusters.usWest, clusters.euWest], weights: [50, 100], bake: '10m' }] as const;

function meeting(route: StringMatch | 'present', cohort: StringMatch | 'present'): PassingCases[string] {
  return (app) => {
    const all = shop(app);
    new Route(all.reviews, 'r', { match: { headers: { group: route } } });
    new Canary(all.reviews, 'c', {
      ...{ from: 'v1', to: 'v2' },
      waves: waves(all),
      cohort: { headers: { Group: cohort } },
    });
  };
}

export const failing: FailingCases = {
  'two regular expressions': {
    message: "The cohort of canary 'c' and Route 'r' of service 'shop/reviews' have conditions on header 'group'",
    build: (app) => {
      const all = shop(app);
      new Route(all.reviews, 'r', { match: { headers: { group: { regex: 'beta-.*' } } } });
      const cohort = { headers: { group: { regex: '.*-eu' } } } as const;
      // fault: two regular expressions
      new Canary(all.reviews, 'c', { from: 'v1', to: 'v2', waves: waves(all), cohort });
    },
  },
  'a cookie and a condition on cookies': {
    message: "have conditions on header 'cookie' that cannot be asked together",
    build: (app) => {
      const all = shop(app);
      new Route(all.reviews, 'r', { match: { headers: { cookie: { prefix: 'session=' } } } });
      const cohort = { cookie: { name: 'group', value: { exact: 'beta' } } } as const;
      // fault: a cookie and a condition on cookies
      new Canary(all.reviews, 'c', { from: 'v1', to: 'v2', waves: waves(all), cohort });
    },
  },
  'a route of a service that moves with it': {
    message: "The cohort of canary 'c' and Route 'r' of service 'shop/cart' have conditions on header 'group'",
    build: (app) => {
      const { cart, ...all } = shopWithCart(app);
      const moves = [move(cart, { from: 'v1', to: 'v2' })];
      new Route(cart, 'r', { match: { headers: { group: { regex: 'beta-.*' } } } });
      const cohort = { headers: { group: { regex: '.*-eu' } } } as const;
      // fault: a route of a service that moves with it
      new Canary(all.reviews, 'c', { from: 'v1', to: 'v2', with: moves, waves: waves(all), cohort });
    },
  },
};

export const passing: PassingCases = {
  'one is there at all': meeting('present', { regex: 'beta-.*' }),
  'the other is there at all': meeting({ regex: 'beta-.*' }, 'present'),
  'one text': meeting({ exact: 'beta' }, { regex: 'b.*' }),
  'another text': meeting({ exact: 'alpha' }, { exact: 'beta' }),
  'one beginning': meeting({ prefix: 'beta' }, { prefix: 'be' }),
  'other beginnings': meeting({ prefix: 'beta' }, { prefix: 'alpha' }),
  'the same expression': meeting({ regex: 'b.*' }, { regex: 'b.*' }),
  'a route that the canary leaves alone': (app) => {
    const all = shop(app);
    new Route(all.reviews, 'r', { match: { headers: { group: { regex: 'beta-.*' } } }, to: { v2: 100 } });
    const cohort = { headers: { group: { regex: '.*-eu' } } } as const;
    new Canary(all.reviews, 'c', { from: 'v1', to: 'v2', waves: waves(all), cohort });
  },
};
