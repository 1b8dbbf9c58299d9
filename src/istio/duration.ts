type Hours = `${number}h`;
type Minutes = `${number}m`;
type Seconds = `${number}s`;
type Milliseconds = `${number}ms`;

/** A length of time the way Go and Istio write it: `500ms`, `2s`, `1.5s`, `1h30m`. */
export type Duration =
  | Hours
  | Minutes
  | Seconds
  | Milliseconds
  | `${Hours}${Minutes}`
  | `${Hours}${Seconds}`
  | `${Hours}${Milliseconds}`
  | `${Minutes}${Seconds}`
  | `${Minutes}${Milliseconds}`
  | `${Seconds}${Milliseconds}`
  | `${Hours}${Minutes}${Seconds}`
  | `${Hours}${Minutes}${Milliseconds}`
  | `${Hours}${Seconds}${Milliseconds}`
  | `${Minutes}${Seconds}${Milliseconds}`
  | `${Hours}${Minutes}${Seconds}${Milliseconds}`;

const nanosecondsOf: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n, // U+00B5, micro sign
  μs: 1_000n, // U+03BC, Greek letter mu
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const part = /(?:(\d+)(?:\.(\d*))?|\.(\d+))(ns|us|µs|μs|ms|s|m|h)/y;
const nanosecondsPerMillisecond = 1_000_000n;
const maxNanoseconds = 2n ** 63n - 1n;

const millisecondsOf: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration in the syntax of Go's time.ParseDuration; undefined when it is not one. */
export function parseDuration(text: string): number | undefined {
  return parseUsual(text) ?? parseAny(text);
}

/** Digits and one unit, of at most a thousand hours: what by far most durations are. */
function parseUsual(text: string): number | undefined {
  let digits = 0;
  let whole = 0;
  for (let code = text.charCodeAt(0); code >= 48 && code <= 57; code = text.charCodeAt(digits)) {
    whole = whole * 10 + code - 48;
    digits++;
  }
  const milliseconds = digits === 0 ? undefined : millisecondsOf[text.slice(digits)];
  return milliseconds !== undefined && whole * milliseconds <= 3.6e9 ? whole * milliseconds : undefined;
}

function parseAny(text: string): number | undefined {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const body = text.slice(sign.length);
  if (body === '0') return 0;
  const total = body === '' ? undefined : nanosecondsIn(body);
  if (total === undefined || total > maxNanoseconds + (sign === '-' ? 1n : 0n)) return undefined;
  const milliseconds =
    Number(total / nanosecondsPerMillisecond) +
    Number(total % nanosecondsPerMillisecond) / Number(nanosecondsPerMillisecond);
  return sign === '-' && milliseconds > 0 ? -milliseconds : milliseconds;
}

function nanosecondsIn(body: string): bigint | undefined {
  let total = 0n;
  part.lastIndex = 0;
  while (part.lastIndex < body.length) {
    const match = part.exec(body);
    if (!match) return undefined;
    const [, whole = '0', afterWhole = '', alone = '', unit = ''] = match;
    const fraction = afterWhole + alone;
    const scale = nanosecondsOf[unit] ?? 0n;
    total += BigInt(whole) * scale + (BigInt(fraction || '0') * scale) / 10n ** BigInt(fraction.length);
  }
  return total;
}

/** Null: nothing. */
const judged = new Map<string, string | null>();

/**
 * What keeps Istio from taking a duration, in words that continue "…": less than a millisecond, or finer than one.
 * Undefined when nothing does. `0s` is refused too: who wants no limit leaves the field out.
 */
export function durationProblem(text: string): string | undefined {
  let problem = judged.get(text);
  if (problem === undefined) {
    const milliseconds = parseDuration(text);
    problem = (milliseconds === undefined ? 'is not a duration' : millisecondsProblem(milliseconds)) ?? null;
    judged.set(text, problem);
  }
  return problem ?? undefined;
}

function millisecondsProblem(milliseconds: number): string | undefined {
  if (milliseconds < 1) return 'is less than 1ms';
  return Number.isInteger(milliseconds) ? undefined : 'is finer than a millisecond';
}

/**
 * The shortest way to write whole milliseconds: `500ms`, `1.5s`, `1h30m`.
 *
 * @throws RangeError for anything that Istio could not take: negative, endless, or finer than a millisecond.
 */
export function formatDuration(milliseconds: number): Duration {
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
    throw new RangeError(`a duration is a whole number of milliseconds, not ${milliseconds}`);
  }
  if (milliseconds === 0) return '0s';
  if (milliseconds < 1_000) return `${milliseconds}ms`;
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000);
  const seconds = (milliseconds % 60_000) / 1_000;
  const parts = [hours > 0 ? `${hours}h` : '', minutes > 0 ? `${minutes}m` : '', seconds > 0 ? `${seconds}s` : ''];
  return parts.join('') as Duration;
}
