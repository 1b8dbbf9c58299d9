import type { Manifest } from '../../istio/manifest.ts';
import { itemOf, numberOf } from '../../istio/message.ts';
import { Cursor } from './cursor.ts';
import type { Problems } from './problem.ts';
import { validateSelector } from './selectors.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/proxy-config/ */
export function validateProxyConfig(manifest: Manifest, problems: Problems): void {
  const spec = itemOf(manifest.spec);
  const at = new Cursor(problems, 'spec');
  validateSelector(spec.selector, at.at('selector'));
  if (numberOf(spec.concurrency) < 0) {
    at.at('concurrency').error('concurrency must not be negative', 'Use 0 for one thread per core.');
  }
}
