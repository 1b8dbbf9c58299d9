/** Random choices that one number decides: the same seed is the same year. */
import fc from 'fast-check';
import { HOUR } from '../../support/memory/world.ts';
import { Draw } from '../../support/random/draw.ts';

export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (_: unknown, { min, max }: { readonly min: number; readonly max: number }) =>
    min + Math.floor(next() * (max - min + 1));
  return new Draw(integer as never, fc);
}

/** Milliseconds between two numbers of hours, to the minute. */
export function hours(draw: Draw, min: number, max: number): number {
  return (draw.int(min * 60, max * 60) * HOUR) / 60;
}

/** Whether something that comes once in so many days comes within this stretch of time. */
export function happens(draw: Draw, onceInDays: number, stretch: number): boolean {
  return draw.int(0, 999_999) < (stretch / (onceInDays * 24 * HOUR)) * 1_000_000;
}
