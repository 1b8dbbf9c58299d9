import { Telemetry } from 'meshwright';
import { reviews } from '../shop.ts';

new Telemetry(reviews, 'x', { metrics: { overrides: [{ metric: 'REQUESTS' }] } });
