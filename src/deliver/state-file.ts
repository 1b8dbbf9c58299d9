import { z } from 'zod';
import { type RolloutState, statePath } from '../schedule/state.ts';
import { UnknownFormError } from './bundle-folder.ts';

const blob = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

const schema = z.strictObject({
  version: z.literal(1),
  rollout: z.string(),
  kind: z.enum(['bootstrap', 'edit', 'canary']),
  planHash: z.string(),
  round: z.number().int().positive(),
  status: z.enum(['running', 'done', 'rolled-back', 'superseded']),
  stage: z.string(),
  number: z.number().int(),
  total: z.number().int(),
  branch: z.string(),
  since: z.string(),
  bake: z.number().nonnegative(),
  weights: z.record(z.string(), z.number()),
  mirrored: z.array(z.string()).optional(),
  cohort: z.array(z.string()).optional(),
  sticky: z.array(z.string()).optional(),
  service: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  with: z.array(z.strictObject({ service: z.string(), from: z.string(), to: z.string() })).optional(),
  files: z.record(z.string(), blob),
});

/** A state file of the applied tree. What it does not understand it does not act on. */
export function readState(path: string, text: string): RolloutState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success && statePath(parsed.data.rollout) === path) return parsed.data as RolloutState;
  throw new UnknownFormError(
    `${path} is not a state that this Meshwright can read.`,
    'Restore the file from the history of the applied tree, or use the release of Meshwright that wrote it. Nothing was changed.',
  );
}
