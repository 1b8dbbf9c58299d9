import { z } from 'zod';
import type { Answered } from '../../gates/questions.ts';

/** Text as the schema wants it; what is no such answer will hardly be one in a minute. */
export function read<T>(schema: z.ZodType<T>, text: string, what: string): Answered<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { refused: `it does not answer with JSON; is its url that of ${what}?` };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { got: parsed.data };
  const where = parsed.error.issues[0]?.path.join('.') || 'the answer';
  return { refused: `its answer is not that of ${what}: ${where} is not as expected` };
}

/** A time as Kubernetes writes it, as milliseconds; what is none is left out. */
export const instant = z
  .string()
  .nullish()
  .transform((text) => {
    const time = Date.parse(text ?? '');
    return Number.isNaN(time) ? undefined : time;
  });

/** A text that may be missing; Go writes an absent one as null or ''. */
export const text = z
  .string()
  .nullish()
  .transform((value) => (value ? value : undefined));
