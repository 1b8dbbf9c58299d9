import { TrafficPolicy } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'a region that gets nothing': {
    message: "distributes calls from 'eu-west-1/*' and leaves out 'us-west-2', where service 'shop/reviews' also runs",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: a region that gets nothing
      new TrafficPolicy(reviews, 'p', {
        localityDistribute: [{ from: 'eu-west-1/*', to: { 'eu-west-1/*': 90, 'us-east-1/*': 10 } }],
      });
    },
  },
  'from everywhere, to home': {
    message: "leaves out 'us-east-1' and 'us-west-2', where services 'shop/front' and 'shop/reviews' also run",
    build: (app) => {
      const { mesh } = shop(app);
      // fault: from everywhere, to home
      new TrafficPolicy(mesh, 'p', { localityDistribute: [{ from: '*', to: { 'eu-west-1': 100 } }] });
    },
  },
};

export const passing: PassingCases = {
  'every region': (app) => {
    const { reviews } = shop(app);
    new TrafficPolicy(reviews, 'p', {
      localityDistribute: [
        { from: 'eu-west-1/*', to: { 'eu-west-1/*': 90, 'us-east-1/a/*': 5, 'us-west-2': 5 } },
        { from: 'us-east-1', to: { '*': 100 } },
      ],
    });
  },
  'from a region without callers': (app) => {
    const { reviews } = shop(app);
    new TrafficPolicy(reviews, 'p', { localityDistribute: [{ from: 'asia-1', to: { 'eu-west-1': 100 } }] });
  },
};
