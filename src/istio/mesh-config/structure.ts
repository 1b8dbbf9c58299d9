import { compileNode, type Node } from '../crd/node.ts';
import type { StructureProblem } from '../crd/problem.ts';
import { judgeMessage } from '../crd/walk.ts';
import type { IstioRelease } from '../generated/kinds.ts';
import { schemaOf } from '../generated/schemas/index.ts';
import type { FieldSchema } from '../generated/schemas/schema.ts';
import { meshConfigSchema } from './schema.ts';

/** What MeshConfig has in common with objects that have a CRD. */
const shared = { ...schemaOf.VirtualService.$defs, ...schemaOf.DestinationRule.$defs };
const compiled = new Map<string, Node>();

/**
 * Compares what an author says of MeshConfig with what one release of Istio has there: fields, types, limits. Rules that
 * go beyond are a check's business.
 */
export function checkMeshConfig(value: unknown, release: IstioRelease): StructureProblem[] {
  return judgeMessage(nodeOf('meshConfig', meshConfigSchema, release), value, release);
}

function nodeOf(name: string, schema: FieldSchema, release: IstioRelease): Node {
  const key = `${name} ${release}`;
  const known = compiled.get(key) ?? compileNode(schema, shared, release);
  compiled.set(key, known);
  return known;
}
