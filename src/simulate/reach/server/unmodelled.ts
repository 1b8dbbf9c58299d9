import { isAmbient } from '../../../istio/ambient.ts';
import { type Labels, selects } from '../../../istio/labels.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import type { ConfigView } from '../../config-view.ts';
import { namespaceOf, printRef, refOf, specOf } from '../../objects.ts';
import { entries, fields, isFields, items, textMap } from '../../shape.ts';
import type { Endpoint } from '../pool/endpoint.ts';

/** Sentences about what changes a server's proxy in ways that are not modelled. */
export function unmodelledAt(view: ConfigView, endpoint: Endpoint): readonly string[] {
  const said = CHANGERS.flatMap(({ kind, labelsOf, changes }) =>
    view
      .objects(kind)
      .filter((manifest) => changes(specOf(manifest)) && reaches(view, manifest, labelsOf(specOf(manifest)), endpoint))
      .map((manifest) => `${printRef(refOf(manifest))} changes the server's proxy in ways that are not modelled.`),
  );
  const isCarried = endpoint.proxy === 'none' && isAmbient(view.facts, endpoint);
  return isCarried ? [...said, `${endpoint.name} is in ambient mode, which is not modelled.`] : said;
}

interface Changer {
  readonly kind: string;
  readonly labelsOf: (spec: ReturnType<typeof specOf>) => Labels;
  readonly changes: (spec: ReturnType<typeof specOf>) => boolean;
}

const selected: Changer['labelsOf'] = (spec) => textMap(fields(spec.selector).matchLabels) ?? {};
const chosen: Changer['labelsOf'] = (spec) => textMap(fields(spec.workloadSelector).labels) ?? {};
const withoutTargets: Changer['changes'] = (spec) => items(spec.targetRefs).length === 0 && !isFields(spec.targetRef);

const CHANGERS: readonly Changer[] = [
  {
    kind: 'EnvoyFilter',
    labelsOf: chosen,
    changes: (spec) => withoutTargets(spec) && entries(spec.configPatches).some(isInbound),
  },
  { kind: 'WasmPlugin', labelsOf: selected, changes: withoutTargets },
  { kind: 'TrafficExtension', labelsOf: selected, changes: withoutTargets },
  { kind: 'Sidecar', labelsOf: chosen, changes: (spec) => items(spec.ingress).length > 0 },
];

function isInbound(patch: ReturnType<typeof fields>): boolean {
  const { context } = fields(patch.match);
  return context !== 'SIDECAR_OUTBOUND' && context !== 'GATEWAY';
}

function reaches(view: ConfigView, manifest: Manifest, labels: Labels, endpoint: Endpoint): boolean {
  const namespace = namespaceOf(manifest);
  const inRoot = namespace === view.facts.rootNamespace && manifest.kind !== 'Sidecar';
  return (inRoot || namespace === endpoint.namespace) && selects(labels, endpoint.labels);
}
