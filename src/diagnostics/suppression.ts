import type { SourceLocation } from './diagnostic.ts';

/** Somebody's word that a finding is known and may be there for a time. */
export interface Suppression {
  /** The code of the finding; undefined where `equivalents` say which ones are meant. */
  readonly code?: string;
  /** Codes of others, of which the finding has one; `*`: whichever has any. */
  readonly equivalents?: readonly string[];
  /** `VirtualService shop/cart`; `*` stands for any characters. Absent: whatever object. */
  readonly object?: string;
  /** Only in these clusters. Absent: in all. */
  readonly clusters?: readonly string[];
  /** `spec.http[0]`: this field or one below it; `*` stands for any characters. Absent: any. */
  readonly field?: string;
  readonly reason: string;
  /** The last day on which it acts, as `2027-01-31`, in UTC. Undefined only for annotations of Istio, which have none. */
  readonly until?: string;
  /** Where it is written. */
  readonly at: SourceLocation | undefined;
  /** Only findings at one of these places: those of a construct and what is below it. Absent: anywhere. */
  readonly places?: readonly SourceLocation[];
  /** `source`: beside what it is about, in code or as an annotation. `file`: in a list of its own. */
  readonly from: 'source' | 'file';
}

/** Suppressions as they were read, with what was wrong with them. */
export interface ReadSuppressions<Problem> {
  readonly suppressions: readonly Suppression[];
  readonly problems: readonly Problem[];
}

/** Whether a text is a day of the calendar: `2027-01-31`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** How people know one: `deprecated-field for VirtualService shop/cart`. */
export function suppressionName({ code, object, field }: Suppression): string {
  return [code ?? '*', object && `for ${object}`, field && `at ${field}`].filter(Boolean).join(' ');
}
