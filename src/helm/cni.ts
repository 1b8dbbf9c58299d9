import { imagesOf, type Site } from './site.ts';
import type { Release } from './text.ts';

/** The plugin of the nodes that sets rules for traffic in place of a privileged container; where it is asked for. */
export function cniReleases(site: Site): readonly Release[] {
  const { settings, inventory } = site;
  if (settings.cni === undefined || settings.cni === false) return [];
  const own = settings.cni === true ? {} : settings.cni;
  const values = { ...own, global: imagesOf(site) };
  return [{ chart: 'cni', name: 'istio-cni', namespace: inventory.rootNamespace, values }];
}
