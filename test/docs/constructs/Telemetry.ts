import { Telemetry } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh, stock }: Shop) {
  // Everywhere what fails is logged, and one request of a hundred is traced …
  new Telemetry(mesh, 'everywhere', {
    accessLogging: { providers: ['envoy'], filter: 'response.code >= 500' },
    tracing: { randomSamplingPercentage: 1 },
  });
  // … but of stock, all of it, with a tag for each tenant.
  new Telemetry(stock, 'all', {
    accessLogging: { providers: ['envoy'] },
    tracing: { randomSamplingPercentage: 100, customTags: { tenant: { header: 'x-tenant', defaultValue: 'none' } } },
  });
}
