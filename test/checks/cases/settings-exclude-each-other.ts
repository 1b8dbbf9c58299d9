import { TrafficPolicy } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const outlierDetection = { consecutive5xxErrors: 3 };
const everywhere = { 'us-east-1': 50, 'us-west-2': 25, 'eu-west-1': 25 };

export const failing: FailingCases = {
  'distribution and failover in one policy': {
    message: "TrafficPolicy 'p' sets localityDistribute and localityFailover for the same calls",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: distribution and failover in one policy
      new TrafficPolicy(reviews, 'p', {
        outlierDetection,
        localityFailover: true,
        localityDistribute: [{ from: '*', to: everywhere }],
      });
    },
  },
  'distribution and an order in two policies of one rank': {
    message: "TrafficPolicy 'q' sets failoverPriority, and TrafficPolicy 'p' localityDistribute",
    build: (app) => {
      const { reviews, usEast, usWest } = shop(app);
      new TrafficPolicy(reviews, 'p', {
        in: [usEast],
        outlierDetection,
        localityDistribute: [{ from: '*', to: everywhere }],
      });
      // fault: distribution and an order in two policies of one rank
      new TrafficPolicy(reviews, 'q', { in: [usWest, usEast], failoverPriority: ['topology.istio.io/cluster'] });
    },
  },
  'an order by region beside failover from region to region': {
    message: 'failoverPriority and localityFailover',
    build: (app) => {
      const { mesh } = shop(app);
      // fault: an order by region beside failover from region to region
      new TrafficPolicy(mesh, 'p', {
        outlierDetection,
        localityFailover: [{ from: 'eu-west-1', to: 'us-east-1' }],
        failoverPriority: ['topology.kubernetes.io/region'],
      });
    },
  },
  'PROXY protocol through a tunnel': {
    message: 'proxyProtocol and tunnel',
    build: (app) => {
      const { reviews } = shop(app);
      // fault: PROXY protocol through a tunnel
      new TrafficPolicy(reviews, 'p', { proxyProtocol: 'V1', tunnel: { targetHost: 'a.example', targetPort: 443 } });
    },
  },
};

export const passing: PassingCases = {
  'a distribution for a service of a mesh with failover': (app) => {
    const { mesh, reviews } = shop(app);
    new TrafficPolicy(mesh, 'p', { outlierDetection, localityFailover: [{ from: 'eu-west-1', to: 'us-east-1' }] });
    new TrafficPolicy(reviews, 'q', { localityDistribute: [{ from: '*', to: everywhere }] });
  },
  'an order by network beside failover from region to region': (app) => {
    const { mesh } = shop(app);
    new TrafficPolicy(mesh, 'p', {
      outlierDetection,
      localityFailover: [{ from: 'eu-west-1', to: 'us-east-1' }],
      failoverPriority: ['topology.istio.io/network'],
    });
  },
  'both, each in clusters of its own': (app) => {
    const { reviews, usEast, usWest } = shop(app);
    new TrafficPolicy(reviews, 'p', { in: [usEast], proxyProtocol: 'V1' });
    new TrafficPolicy(reviews, 'q', { in: [usWest], outlierDetection, localityFailover: true });
  },
};
