import { unsuppressible } from './codes.ts';
import { type Diagnostic, diagnostic, type Suppressed, sortDiagnostics } from './diagnostic.ts';
import { type Suppression, suppressionName } from './suppression.ts';

/**
 * Marks the findings that somebody accepted; those that concern more clusters than were accepted are divided. What was
 * accepted and is not there is a finding. No clock is asked: `expireSuppressions` takes back what is over.
 */
export function applySuppressions(
  found: readonly Diagnostic[],
  suppressions: readonly Suppression[],
): readonly Diagnostic[] {
  if (suppressions.length === 0) return found;
  const used = new Set<Suppression>();
  const byCode = new Map<string, Suppression[]>();
  // The one that lasts longest comes first, so that its reason is the one that is told.
  for (const one of [...suppressions].sort((a, b) => (lastDay(a) > lastDay(b) ? -1 : 1))) {
    const list = byCode.get(one.code ?? '');
    if (list) list.push(one);
    else byCode.set(one.code ?? '', [one]);
  }
  const marked = found.flatMap((finding) => {
    if (finding.suppressed || !canBeSuppressed(finding)) return [finding];
    return mark(finding, [...(byCode.get(finding.code) ?? []), ...(byCode.get('') ?? [])], used);
  });
  const unused = suppressions.filter((one) => one.code !== undefined && !used.has(one)).map(unusedFinding);
  return sortDiagnostics([...marked, ...unused]);
}

/** Takes back the marks of suppressions that are over on a day (`2027-01-31`), and says which those are. */
export function expireSuppressions(found: readonly Diagnostic[], today: string): readonly Diagnostic[] {
  const over = new Map<string, Diagnostic>();
  const kept = found.map((finding) => {
    const { suppressed, ...open } = finding;
    if (suppressed?.until === undefined || suppressed.until >= today) return finding;
    const expired = expiredFinding(finding, suppressed);
    over.set(JSON.stringify([expired.at, expired.message]), expired);
    return open;
  });
  return over.size === 0 ? found : sortDiagnostics([...kept, ...over.values()]);
}

function mark(finding: Diagnostic, candidates: readonly Suppression[], used: Set<Suppression>): Diagnostic[] {
  const parts: Diagnostic[] = [];
  let open: Diagnostic | undefined = finding;
  for (const one of candidates) {
    if (!isAbout(one, finding)) continue;
    const accepted = finding.clusters?.filter((cluster) => one.clusters?.includes(cluster) ?? true);
    if (accepted?.length === 0) continue;
    used.add(one);
    if (open === undefined) continue;
    const now: readonly string[] | undefined = open.clusters?.filter((cluster) => accepted?.includes(cluster));
    if (now?.length === 0) continue;
    const rest: readonly string[] | undefined = open.clusters?.filter((cluster) => !accepted?.includes(cluster));
    parts.push({ ...(now ? inClusters(open, now) : open), suppressed: suppressedBy(one) });
    open = rest === undefined || rest.length === 0 ? undefined : inClusters(open, rest);
  }
  return open === undefined ? parts : [open, ...parts];
}

/** The part of a finding that concerns some of its clusters, told at the places that are theirs. */
function inClusters(finding: Diagnostic, clusters: readonly string[]): Diagnostic {
  const { copies = [], ...rest } = finding;
  const mine = copies.flatMap(({ at, clusters: all }) => {
    const left = all.filter((cluster) => clusters.includes(cluster));
    return left.length > 0 ? [{ at, clusters: left }] : [];
  });
  return { ...rest, clusters, at: mine[0]?.at ?? finding.at, ...(mine.length > 1 && { copies: mine }) };
}

function isAbout({ code, equivalents, object, clusters, field, places }: Suppression, finding: Diagnostic): boolean {
  if (code !== undefined && code !== finding.code) return false;
  if (equivalents && !equivalents.some((one) => (finding.equivalents ?? []).some((own) => one === '*' || one === own)))
    return false;
  if (object !== undefined && !(finding.object !== undefined && matches(object, finding.object))) return false;
  if (clusters !== undefined && finding.clusters === undefined) return false;
  if (field !== undefined && !coversField(field, finding.field)) return false;
  const { at } = finding;
  return (
    places === undefined ||
    places.some((one) => one.file === at?.file && one.line === at.line && one.column === at.column)
  );
}

/** `*` stands for any characters, none among them. */
function matches(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text;
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of others) {
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return from <= text.length - last.length;
}

function coversField(pattern: string, field: string | undefined): boolean {
  if (field === undefined) return false;
  return matches(pattern, field) || matches(`${pattern}.*`, field) || matches(`${pattern}[*`, field);
}

function canBeSuppressed({ code, severity }: Diagnostic): boolean {
  return !unsuppressible.includes(code) || (severity !== 'error' && !code.startsWith('suppression-'));
}

function lastDay({ until = '9999-12-31' }: Suppression): string {
  return until;
}

function suppressedBy({ reason, until, at, from }: Suppression): Suppressed {
  return { reason, ...(until !== undefined && { until }), at, from };
}

function expiredFinding(finding: Diagnostic, { until, reason, at }: Suppressed): Diagnostic {
  return diagnostic({
    code: 'suppression-expired',
    severity: 'warning',
    at: { locate: () => at },
    message: `The suppression of ${finding.code} was to hold until ${until} and acts no more (reason: ${reason}).`,
    why: 'What it accepted is still there, and was accepted for a time only.',
    hint: 'Correct what is found, or agree on a later day and write why.',
  });
}

function unusedFinding(one: Suppression): Diagnostic {
  const isFixed = one.code !== undefined && unsuppressible.includes(one.code);
  return diagnostic({
    code: 'suppression-unused',
    severity: 'warning',
    at: { locate: () => one.at },
    message: isFixed
      ? `The suppression of ${suppressionName(one)} does nothing: without what this code asks for there is nothing to judge.`
      : `The suppression of ${suppressionName(one)} matches no finding.`,
    why: 'It would silence a mistake that somebody makes later, and nobody would remember why.',
    hint: isFixed
      ? 'Correct what is found and remove the suppression.'
      : 'Remove it; if it should match, compare code, object, field and clusters with the finding.',
  });
}
