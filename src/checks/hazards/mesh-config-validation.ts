import { type FieldPath, printPath } from '../../istio/field-path.ts';
import { meshConfigMaps } from '../analysis/walks/mesh-config.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck, type ObjectFinding } from '../object-check.ts';
import { Cursor } from '../validation/cursor.ts';
import { validateMeshConfig } from '../validation/mesh-config.ts';
import { validateMeshNetworks } from '../validation/mesh-networks.ts';
import { Problems } from '../validation/problem.ts';
import type { WorldObject } from '../world.ts';

const KEYS = [
  ['mesh', validateMeshConfig],
  ['meshNetworks', validateMeshNetworks],
] as const;

/** istiod's own configuration is not valid: no webhook sees it, and istiod itself passes it over. */
export const meshConfigValidation = defineObjectCheck({
  code: 'mesh-config-validation',
  severity: 'error',
  *find(world) {
    for (const map of meshConfigMaps(world).values()) {
      for (const [key, validate] of KEYS) {
        if (map[key] === undefined) continue;
        const problems = new Problems();
        validate(map[key], new Cursor(problems, key));
        for (const { severity, path, message, hint } of problems.found) {
          yield { ...told(map.on, key, path, message, hint), severity };
        }
      }
    }
  },
});

function told(on: WorldObject, key: string, path: FieldPath, message: string, hint = ''): ObjectFinding {
  return {
    on,
    path: ['data', key],
    message: `${objectName(on)}: ${printPath(path)}: ${message}.`,
    why: 'istiod passes over a configuration that is not valid, all of it, and goes on with what it had before: after a restart with its defaults.',
    hint: hint || `Compare it with Istio's reference for ${key === 'mesh' ? 'MeshConfig' : 'MeshNetworks'}.`,
  };
}
