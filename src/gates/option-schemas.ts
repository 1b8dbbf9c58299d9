import { z } from 'zod';
import { parseDuration } from '../istio/duration.ts';

/** Milliseconds of a duration that an author wrote; NaN for what is none, which every schema below refuses. */
export function millisecondsOf(text: string): number {
  return typeof text === 'string' ? (parseDuration(text) ?? Number.NaN) : Number.NaN;
}

/** The same for an option that may be left out. */
export function optionalMilliseconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : millisecondsOf(text);
}

/** Milliseconds, 0 among them. */
export const time = z.number({ error: 'is not a duration such as 30m' }).nonnegative('is a duration below 0');

/** Milliseconds between two points of a metric. Whole seconds: Prometheus writes a range no finer without losing digits. */
export const interval = time
  .refine((value) => value >= 1000 && value % 1000 === 0, 'is not a duration of whole seconds')
  .optional();

/** A name that the author or the operator gave to something. */
export const name = z
  .string({ error: 'is not a text' })
  .regex(/^[^\p{Cc}]+$/u, 'is empty or has control characters')
  .max(253, 'is longer than 253 characters');

/** The name of something that every cluster has one of. */
export const namePerCluster = name.includes('{cluster}', 'does not contain {cluster}, so all clusters would share one');

export const finite = z.number({ error: 'is not a number' });

export const count = z.int({ error: 'is not a whole number' }).nonnegative('is below 0').optional();

/** What each metric gate lets an author say about points and samples. */
export const limits = { minSamples: count, failureLimit: count, inconclusiveLimit: count } as const;
