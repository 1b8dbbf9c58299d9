import { isAmbient } from '../../../istio/ambient.ts';
import { type Labels, selects } from '../../../istio/labels.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import type { ConfigView } from '../../config-view.ts';
import { changesRequests, type ProxySide } from '../../envoy-filters.ts';
import { namespaceOf, printRef, refOf, specOf } from '../../objects.ts';
import { fields, isFields, items, textMap } from '../../shape.ts';
import type { Endpoint } from '../pool/endpoint.ts';

/** Sentences about what changes a server's proxy in ways that are not modelled. */
export function unmodelledAt(view: ConfigView, endpoint: Endpoint): readonly string[] {
  const side = endpoint.proxy === 'gateway' ? 'gateway' : 'server';
  const said = CHANGERS.flatMap(({ kind, labelsOf, changes }) =>
    view
      .objects(kind)
      .filter(
        (manifest) => changes(specOf(manifest), side) && reaches(view, manifest, labelsOf(specOf(manifest)), endpoint),
      )
      .map((manifest) => `${printRef(refOf(manifest))} changes the server's proxy in ways that are not modelled.`),
  );
  const isCarried = endpoint.proxy === 'none' && isAmbient(view.facts, endpoint);
  return isCarried ? [...said, `${endpoint.name} is in ambient mode, which is not modelled.`] : said;
}

interface Changer {
  readonly kind: string;
  readonly labelsOf: (spec: ReturnType<typeof specOf>) => Labels;
  readonly changes: (spec: ReturnType<typeof specOf>, side: ProxySide) => boolean;
}

const selected: Changer['labelsOf'] = (spec) => textMap(fields(spec.selector).matchLabels) ?? {};
const chosen: Changer['labelsOf'] = (spec) => textMap(fields(spec.workloadSelector).labels) ?? {};
const withoutTargets = (spec: ReturnType<typeof specOf>): boolean =>
  items(spec.targetRefs).length === 0 && !isFields(spec.targetRef);

const CHANGERS: readonly Changer[] = [
  {
    kind: 'EnvoyFilter',
    labelsOf: chosen,
    changes: (spec, side) => withoutTargets(spec) && changesRequests(spec, side),
  },
  { kind: 'WasmPlugin', labelsOf: selected, changes: withoutTargets },
  { kind: 'TrafficExtension', labelsOf: selected, changes: withoutTargets },
  { kind: 'Sidecar', labelsOf: chosen, changes: (spec) => items(spec.ingress).length > 0 },
];

function reaches(view: ConfigView, manifest: Manifest, labels: Labels, endpoint: Endpoint): boolean {
  const namespace = namespaceOf(manifest);
  const inRoot = namespace === view.facts.rootNamespace && manifest.kind !== 'Sidecar';
  return (inRoot || namespace === endpoint.namespace) && selects(labels, endpoint.labels);
}
