import { ExternalService, TrafficPolicy } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh, cart }: Shop) {
  const payments = new ExternalService(mesh, 'payments', {
    namespace: 'shop',
    hosts: ['api.payments.example'],
    ports: { http: { number: 80, targetPort: 443 } },
    resolution: 'DNS',
    callers: [cart],
  });
  // Callers speak plain HTTP to their proxies, which begin TLS: so timeouts and retries work.
  new TrafficPolicy(payments, 'tls', {
    clientTls: { mode: 'SIMPLE', sni: 'api.payments.example', caCertificates: '/etc/ssl/certs/ca-certificates.crt' },
    timeout: '3s',
  });
}
