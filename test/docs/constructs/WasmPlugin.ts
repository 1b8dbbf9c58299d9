import { WasmPlugin } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ web }: Shop) {
  new WasmPlugin(web, 'paywall', {
    url: 'oci://registry.example/paywall:1.4',
    phase: 'AUTHN',
    pluginConfig: { freeArticles: 5 },
    failStrategy: 'FAIL_OPEN',
  });
}
