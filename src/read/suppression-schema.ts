import { z } from 'zod';
import { isDay } from '../diagnostics/suppression.ts';
import { listOf, messageOf, text, texts } from './words-of-schemas.ts';

/** A finding that is accepted for a time. */
export const suppressionSchema = messageOf({
  code: text('the code of a finding'),
  object: text("an object, such as 'VirtualService shop/cart'").optional(),
  clusters: texts('the name of a cluster').optional(),
  field: text('a field, such as spec.http[0]').optional(),
  reason: text('a reason').refine((reason) => reason.trim().length > 0, 'must say why'),
  until: text('a day, such as 2027-01-31').refine(isDay, 'must be a day that exists, such as 2027-01-31'),
});

/** `meshwright-suppressions.yaml`: a list, or a map with the key `suppressions`. */
export const suppressionsSchema = z.preprocess(
  (value) => (Array.isArray(value) ? { suppressions: value } : value),
  messageOf({ suppressions: listOf(suppressionSchema, '{ code, reason, until }').optional() }),
);

export type SuppressionValues = z.infer<typeof suppressionSchema>;
