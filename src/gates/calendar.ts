import { Cron } from 'croner';

/** A time that comes again and again: whenever the cron expression fires, for so many milliseconds. */
export interface Recurring {
  readonly cron: string;
  readonly for: number;
}

/** Five fields: croner would also take a date, seconds or a year, which is not what anybody calls cron. */
export function isCron(text: string): boolean {
  return text.trim().split(/\s+/).length === 5 && parsed(text, 'UTC')?.nextRun(new Date(0)) instanceof Date;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A day or a moment as ISO writes it, in the time zone unless it names an offset; NaN when it is neither. */
export function momentOf(text: string, timeZone: string): number {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (!match) return Number.NaN;
  const [, day, minute = '00:00', second = '00', offset] = match;
  const asUtc = Date.parse(`${day}T${minute}:${second}Z`);
  // Date.parse takes the 31st of a month that has 30 for the 1st of the next.
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== day) return Number.NaN;
  if (offset !== undefined) return Date.parse(`${day}T${minute}:${second}${offset}`);
  // Twice: the first guess may lie on the other side of a change of the clocks.
  const guess = asUtc - offsetAt(asUtc, timeZone);
  return asUtc - offsetAt(guess, timeZone);
}

/** Whether one of them is on, and otherwise when the next begins; undefined when none ever does. */
export function openAt(windows: readonly Recurring[], timeZone: string, now: number): boolean {
  return windows.some((one) => {
    const begun = parsed(one.cron, timeZone)
      ?.previousRuns(1, new Date(now + 1))[0]
      ?.getTime();
    return begun !== undefined && now < begun + one.for;
  });
}

export function nextOpening(windows: readonly Recurring[], timeZone: string, now: number): number | undefined {
  const next = windows.flatMap((one) => parsed(one.cron, timeZone)?.nextRun(new Date(now))?.getTime() ?? []);
  return next.length === 0 ? undefined : Math.min(...next);
}

function parsed(cron: string, timezone: string): Cron | undefined {
  try {
    return new Cron(cron, { timezone, mode: '5-part', paused: true });
  } catch {
    return undefined;
  }
}

/** Making one takes longer than all that is done with it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}

/** Milliseconds that the zone's clocks are ahead of UTC at a moment. */
function offsetAt(moment: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(new Date(moment))
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}
