import type { FieldPath } from '../../../istio/field-path.ts';
import { itemOf, listOf, messageOf, textOf } from '../../../istio/message.ts';
import type { World, WorldObject } from '../../world.ts';

/** Where a webhook of Istio's is said to be. */
export interface WebhookUrl {
  readonly on: WorldObject;
  readonly path: FieldPath;
  readonly hook: string;
  /** Undefined: none is given, nor a Service. */
  readonly url: string | undefined;
  /** Of the URL; undefined where it cannot be read. */
  readonly host: string | undefined;
}

const KINDS: readonly (readonly [kind: string, name: RegExp])[] = [
  ['ValidatingWebhookConfiguration.admissionregistration.k8s.io', /^(istiod-default-validator$|istio-validator)/],
  ['MutatingWebhookConfiguration.admissionregistration.k8s.io', /^istio-sidecar-injector/],
];

/** Webhooks of Istio's that do not ask a Service of the cluster. */
export function* webhookUrls(world: World): Iterable<WebhookUrl> {
  for (const [kind, names] of KINDS) {
    for (const on of world.ofKind(kind)) {
      if (!names.test(on.name)) continue;
      for (const [index, webhook] of listOf(on.manifest.webhooks).entries()) {
        const { name, clientConfig } = itemOf(webhook);
        const { url, service } = itemOf(clientConfig);
        if (url === undefined && messageOf(service)) continue;
        const path = ['webhooks', index, 'clientConfig', ...(url === undefined ? [] : ['url'])];
        const written = typeof url === 'string' ? url : undefined;
        yield { on, path, hook: textOf(name), url: written, host: hostOf(written) };
      }
    }
  }
}

function hostOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  return new URL(url).hostname || undefined;
}
