import { TrafficPolicy } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'no outlier detection': {
    message:
      "TrafficPolicy 'p' sets localityFailover for calls to service 'shop/reviews' without outlierDetection in force",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: no outlier detection
      new TrafficPolicy(reviews, 'p', { localityFailover: true });
    },
  },
  'regions behind zones': {
    message: "TrafficPolicy 'p' sets zoneAware for calls to service 'shop/reviews' without outlierDetection in force",
    build: (app) => {
      const { reviews, usEast, usWest } = shop(app);
      new TrafficPolicy(reviews, 'zones', { in: [usWest], zoneAware: true });
      // fault: regions behind zones
      new TrafficPolicy(reviews, 'p', {
        in: [usEast],
        zoneAware: { failover: [{ from: 'us-east-1', to: 'us-west-2' }] },
      });
    },
  },
  'outlier detection elsewhere only': {
    message: 'without outlierDetection in force',
    build: (app) => {
      const { reviews, usEast } = shop(app);
      new TrafficPolicy(reviews, 'here', { in: [usEast], outlierDetection: { consecutive5xxErrors: 3 } });
      // fault: outlier detection elsewhere only
      new TrafficPolicy(reviews, 'p', { localityFailover: [{ from: 'eu-west-1', to: 'us-east-1' }] });
    },
  },
  'outlier detection that never ejects': {
    message: "while the outlierDetection of TrafficPolicy 'off' never ejects an endpoint",
    build: (app) => {
      const { mesh, reviews } = shop(app);
      new TrafficPolicy(mesh, 'off', { outlierDetection: { consecutive5xxErrors: 0 } });
      // fault: outlier detection that never ejects
      new TrafficPolicy(reviews, 'p', { localityFailover: true });
    },
  },
  'outlier detection of one port only': {
    message: 'without outlierDetection in force',
    build: (app) => {
      const { reviews } = shop(app);
      new TrafficPolicy(reviews, 'port', { port: 'http', outlierDetection: { consecutive5xxErrors: 3 } });
      // fault: outlier detection of one port only
      new TrafficPolicy(reviews, 'p', { localityFailover: true });
    },
  },
  'an order of failover for a mesh': {
    message: "TrafficPolicy 'p' sets failoverPriority for calls to services 'shop/front' and 'shop/reviews' without",
    build: (app) => {
      const { mesh } = shop(app);
      // fault: an order of failover for a mesh
      new TrafficPolicy(mesh, 'p', { failoverPriority: ['topology.istio.io/cluster'] });
    },
  },
};

export const passing: PassingCases = {
  'failover that a distribution of the service takes the place of': (app) => {
    const { mesh, front, reviews } = shop(app);
    new TrafficPolicy(mesh, 'p', { localityFailover: true });
    const shares = [{ from: '*', to: { '*': 100 } }] as const;
    new TrafficPolicy(front, 'q', { localityDistribute: shares });
    new TrafficPolicy(reviews, 'q', { localityDistribute: shares });
  },
  'detection of failures to connect alone': (app) => {
    const { mesh } = shop(app);
    const outlierDetection = { consecutive5xxErrors: 0, splitExternalLocalOriginErrors: true };
    new TrafficPolicy(mesh, 'p', { outlierDetection, failoverPriority: ['topology.istio.io/cluster'] });
  },
  'outlier detection from the mesh': (app) => {
    const { mesh, reviews } = shop(app);
    new TrafficPolicy(mesh, 'outliers', { outlierDetection: { consecutive5xxErrors: 5 } });
    new TrafficPolicy(reviews, 'p', { localityFailover: true });
  },
};
