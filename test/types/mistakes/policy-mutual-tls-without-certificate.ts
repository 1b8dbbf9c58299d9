import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'tls', { clientTls: { mode: 'MUTUAL', caCertificates: 'ca.pem' } });
