import type { MeshConfigFacts } from '../facts.ts';
import { isSet, itemOf, listOf, type Message, messageOf, textOf } from '../message.ts';

/** What is taken from a MeshConfig; the rest of it does not bear on what Meshwright judges. */
export interface MeshConfigRead {
  readonly facts: MeshConfigFacts;
  readonly rootNamespace: string | undefined;
  readonly trustDomain: string | undefined;
  readonly trustDomainAliases: readonly string[] | undefined;
}

/**
 * The part of a MeshConfig that counts here, however the rest of it looks.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 */
export function meshConfigFrom(value: unknown): MeshConfigRead {
  const config = itemOf(value);
  const outbound = itemOf(config.outboundTrafficPolicy).mode;
  const locality = messageOf(config.localityLbSetting);
  const zoneAware = messageOf(config.zoneAwareLbSetting);
  const retries = messageOf(config.defaultHttpRetryPolicy);
  const settings = clusterLocal(config);
  const facts: MeshConfigFacts = {
    ...((outbound === 'ALLOW_ANY' || outbound === 'REGISTRY_ONLY') && { outboundTrafficPolicy: outbound }),
    ...(typeof config.enableAutoMtls === 'boolean' && { enableAutoMtls: config.enableAutoMtls }),
    ...whereListed('defaultServiceExportTo', config),
    ...whereListed('defaultVirtualServiceExportTo', config),
    ...whereListed('defaultDestinationRuleExportTo', config),
    ...(isSet(config.extensionProviders) && {
      extensionProviders: listOf(config.extensionProviders).map((provider) => textOf(itemOf(provider).name)),
    }),
    ...(isSet(itemOf(config.defaultProviders).accessLogging) && {
      defaultAccessLogging: textsOf(itemOf(config.defaultProviders).accessLogging),
    }),
    ...(settings.length > 0 && { clusterLocal: settings }),
    ...(locality && { localityLbSetting: locality }),
    ...(zoneAware && { zoneAwareLbSetting: zoneAware }),
    ...(retries && { defaultHttpRetryPolicy: retries }),
  };
  return {
    facts,
    rootNamespace: textOf(config.rootNamespace) || undefined,
    trustDomain: textOf(config.trustDomain) || undefined,
    trustDomainAliases: isSet(config.trustDomainAliases) ? textsOf(config.trustDomainAliases) : undefined,
  };
}

type ExportSetting = 'defaultServiceExportTo' | 'defaultVirtualServiceExportTo' | 'defaultDestinationRuleExportTo';

function whereListed(name: ExportSetting, config: Message): MeshConfigFacts {
  return isSet(config[name]) ? { [name]: textsOf(config[name]) } : {};
}

function clusterLocal(config: Message): { host: string; clusterLocal: boolean }[] {
  return listOf(config.serviceSettings).flatMap((entry) => {
    const { settings, hosts } = itemOf(entry);
    const local = itemOf(settings).clusterLocal === true;
    return textsOf(hosts).map((host) => ({ host, clusterLocal: local }));
  });
}

function textsOf(value: unknown): string[] {
  return listOf(value).filter((item): item is string => typeof item === 'string');
}
