import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'tls', { clientTls: { mode: 'ISTIO_MUTUAL', credentialName: 'reviews' } });
