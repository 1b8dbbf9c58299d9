import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'tls', { clientTls: { mode: 'SIMPLE', credentialName: 'a', caCertificates: 'ca.pem' } });
