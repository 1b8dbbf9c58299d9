import { Service, VmWorkloads } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh, us, usEast, stock }: Shop) {
  // A service without any pods: machines that register themselves, and one that does not.
  const ledger = new Service(mesh, 'ledger', {
    namespace: 'shop',
    serviceAccount: 'ledger',
    ports: { http: 8080 },
    runsIn: [],
    callers: [stock],
  });
  new VmWorkloads(ledger, 'ledger-machines', {
    in: [usEast],
    network: us,
    probe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 5 },
    machines: [{ name: 'ledger-old', address: '10.1.0.7' }],
  });
}
