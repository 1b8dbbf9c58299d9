import { z } from 'zod';

/** The parts that schemas of our YAML files are made of. Messages go after the path: `clusters[0].name must be …`. */

export const text = (what: string) => z.string(`must be ${what}`).min(1, `must be ${what}`);
export const texts = (what: string) => z.array(text(what), `must be a list: [${what}]`);
export const flag = z.boolean('must be true or false');

export const listOf = <T extends z.ZodType>(item: T, what: string) => z.array(item, `must be a list: [${what}]`);
export const mapOf = <T extends z.ZodType>(value: T, what: string) =>
  z.record(z.string(), value, `must be a map: { ${what} }`);

/** A map with just these keys. */
export const messageOf = <const T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === 'invalid_type' ? `must be a map of ${Object.keys(shape).join(', ')}` : undefined),
  });
