import type { Manifest } from '../../istio/manifest.ts';
import type { WasmPluginSnapshot } from '../../model/snapshot-types.ts';
import { withoutUndefined } from '../../policies/judging.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { fieldsOf, itemsOf, textOf } from './fields.ts';
import type { KindLift } from './kind-lift.ts';
import { liftScope } from './scope.ts';

const SAME = [
  'url',
  'sha256',
  'imagePullPolicy',
  'imagePullSecret',
  'pluginName',
  'pluginConfig',
  'phase',
  'priority',
  'failStrategy',
  'type',
] as const;

export const wasmPlugin: KindLift = {
  kind: 'WasmPlugin',
  said: {
    selector: 'WasmPlugin: scope, pods',
    match: 'WasmPlugin: match',
    vmConfig: 'WasmPlugin: env',
    ...Object.fromEntries(SAME.map((field) => [field, `WasmPlugin: ${field}`])),
  },
  lift: (index, manifest) => {
    const found = liftWasmPlugin(index, manifest);
    return found && { wasmPlugins: [found] };
  },
};

/** The id is what follows the last dot of the object's name, as it is lowered. */
export function liftWasmPlugin(index: MeshIndex, manifest: Manifest): WasmPluginSnapshot | undefined {
  const scope = liftScope(index, manifest, 'WasmPlugin', 'extensions.istio.io');
  const spec = fieldsOf(manifest.spec);
  if (!scope || typeof spec.url !== 'string') return undefined;
  const match = itemsOf(spec.match).map((one) => {
    const { mode, ports } = fieldsOf(one);
    const numbers = itemsOf(ports).map((port) => fieldsOf(port).number);
    return { mode, ports: numbers.length > 0 ? numbers : undefined };
  });
  const env = itemsOf(fieldsOf(spec.vmConfig).env).flatMap((one) => {
    const { name, value, valueFrom } = fieldsOf(one);
    if (typeof name !== 'string') return [];
    return [[name, valueFrom === 'HOST' ? { from: valueFrom } : (textOf(value) ?? '')] as const];
  });
  return withoutUndefined({
    ...scope,
    id: scope.id.split('.').at(-1) ?? '',
    ...Object.fromEntries(SAME.map((field) => [field, spec[field]])),
    match: match.length > 0 ? match : undefined,
    env: env.length > 0 ? Object.fromEntries(env) : undefined,
  }) as unknown as WasmPluginSnapshot;
}
