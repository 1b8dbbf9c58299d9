import { compileNode } from '../crd/node.ts';
import type { StructureProblem } from '../crd/problem.ts';
import { isPlain } from '../crd/types.ts';
import { judgeMessage } from '../crd/walk.ts';
import { valuesSchema } from './values-schema.ts';

/** Compares what an author says of the values of Istio's charts with what there is to say: fields, types, limits. */
export function checkHelmSettings(value: unknown): StructureProblem[] {
  const isCniSaid = isPlain(value) && isPlain(value.cni);
  return judgeMessage(compileNode(valuesSchema(isCniSaid), {}, '1.31'), value, '1.31');
}
