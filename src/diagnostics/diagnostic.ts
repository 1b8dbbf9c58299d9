/** `error` stops the compile; `warning` is printed and lets it go on; `info` is worth knowing and may well be meant. */
export type Severity = 'error' | 'warning' | 'info';

/** A place in the author's TypeScript. `file` is relative to the project's root, with forward slashes. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Another place that the reader of a diagnostic has to look at. */
export interface RelatedPlace {
  readonly message: string;
  readonly at: SourceLocation | undefined;
}

/** A problem in the author's mesh, as data. Rendering is `report/`'s work. */
export interface Diagnostic {
  /** Permanent name, never reused; `meshwright explain <code>` prints its page. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, in one sentence that names the things involved. */
  readonly message: string;
  /** Why it matters: what would happen in a cluster. */
  readonly why: string;
  /** What to do about it. */
  readonly hint: string;
  readonly at: SourceLocation | undefined;
  readonly related: readonly RelatedPlace[];
  /** Clusters it concerns, where it is about the objects of some. */
  readonly clusters?: readonly string[];
  /** The object it is about: `VirtualService shop/reviews`. */
  readonly object?: string;
  /** The field of that object: `spec.http[0].route`. */
  readonly field?: string;
  /** What others call the same finding: codes of `istioctl analyze` and of Kiali. */
  readonly equivalents?: readonly string[];
  /** Where it is in which clusters, where clusters have copies of their own; the first is `at`. */
  readonly copies?: readonly Copy[];
  /** By what it was accepted; it is then told and stops nothing. */
  readonly suppressed?: Suppressed;
}

/** One of several places that have the same fault, and the clusters that they are for. */
export interface Copy {
  readonly clusters: readonly string[];
  readonly at: SourceLocation;
}

/** Why a finding is accepted, until which day, and where that is written. */
export interface Suppressed {
  readonly reason: string;
  readonly until?: string;
  readonly at: SourceLocation | undefined;
  /** `source`: beside what it is about. `file`: in a list of suppressions. */
  readonly from: 'source' | 'file';
}

/** A place not looked up yet: applying source maps to a stack is worth its time only for what gets reported. */
export interface Place {
  locate(): SourceLocation | undefined;
}

/** What the places that find problems write down. `severity` defaults to error. */
export interface Finding {
  readonly code: string;
  readonly severity?: Severity;
  readonly message: string;
  readonly why: string;
  readonly hint: string;
  readonly at: Place | undefined;
  readonly related?: readonly { readonly message: string; readonly at: Place | undefined }[];
  readonly clusters?: readonly string[];
  readonly object?: string;
  readonly field?: string;
  readonly equivalents?: readonly string[];
  /** The same fault in the copies of other clusters. */
  readonly copies?: readonly { readonly cluster: string; readonly at: Place | undefined }[];
}

export function diagnostic({ at: place, related = [], severity = 'error', copies = [], ...text }: Finding): Diagnostic {
  const at = place?.locate();
  const distinct = copiesAt(copies);
  return {
    ...text,
    severity,
    at,
    related: related.map(({ message, at }) => ({ message, at: at?.locate() })),
    ...(distinct.length > 1 && { copies: distinct }),
  };
}

function copiesAt(copies: NonNullable<Finding['copies']>): readonly Copy[] {
  const byPlace = new Map<string, Copy>();
  for (const { cluster, at: place } of copies) {
    const at = place?.locate();
    if (at === undefined) continue;
    const key = JSON.stringify(at);
    const known = byPlace.get(key);
    if (!known?.clusters.includes(cluster)) byPlace.set(key, { at, clusters: [...(known?.clusters ?? []), cluster] });
  }
  return [...byPlace.values()];
}

/** One order for every machine: by place, then code, then text. Equal diagnostics are said once. */
export function sortDiagnostics(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const byKey = new Map(found.map((d) => [sortKey(d), d]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, d]) => d);
}

/** Whether anything stops the compile: an error that nobody accepted. */
export function hasErrors(found: readonly Diagnostic[]): boolean {
  return found.some((d) => d.severity === 'error' && !d.suppressed);
}

function sortKey({ at, code, message, object, field, suppressed }: Diagnostic): string {
  const place = at ? [at.file, pad(at.line), pad(at.column)] : ['~', '', ''];
  return [...place, code, message, object ?? '', field ?? '', suppressed?.reason ?? ''].join('\u0000');
}

function pad(n: number): string {
  return String(n).padStart(8, '0');
}
