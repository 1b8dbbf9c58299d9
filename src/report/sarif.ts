import { createHash } from 'node:crypto';
import type { Diagnostic, RelatedPlace, Severity, SourceLocation, Suppressed } from '../diagnostics/diagnostic.ts';

/** What a log needs beside the findings. */
export interface SarifContext {
  /** Of Meshwright. */
  readonly version: string;
  /** The Markdown page of a code, where there is one. */
  readonly pageOf: (code: string) => string | undefined;
  /** A file of a finding as the repository knows it, with forward slashes. */
  readonly pathOf: (file: string) => string;
}

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * Findings as a SARIF 2.1.0 log, which code scanning of GitHub, GitLab and Azure take. Suppressed ones are in it and say
 * so, with their justification.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifLog(found: readonly Diagnostic[], context: SarifContext): object {
  const codes = [...new Set(found.map(({ code }) => code))].sort();
  const seen = new Map<string, number>();
  const driver = {
    name: 'Meshwright',
    semanticVersion: context.version,
    rules: codes.map((code) => rule(code, found, context)),
  };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        columnKind: 'utf16CodeUnits',
        results: found.map((finding) => result(finding, codes.indexOf(finding.code), seen, context)),
      },
    ],
  };
}

function rule(code: string, found: readonly Diagnostic[], { pageOf }: SarifContext): object {
  const mine = found.filter((finding) => finding.code === code);
  const page = pageOf(code) ?? '';
  const summary = firstParagraph(page) || mine[0]!.message;
  const tags = [...new Set(mine.flatMap(({ equivalents = [] }) => equivalents))].sort();
  return {
    id: code,
    shortDescription: { text: plainText(firstSentence(summary)) },
    fullDescription: { text: plainText(summary) },
    help: { text: plainText(page || summary), markdown: page || summary },
    defaultConfiguration: { level: LEVELS[mine[0]!.severity] },
    ...(tags.length > 0 && { properties: { tags } }),
  };
}

function result(finding: Diagnostic, ruleIndex: number, seen: Map<string, number>, context: SarifContext): object {
  const { code, severity, message, why, hint, at, related, suppressed, clusters, object, field, equivalents } = finding;
  const copies = (finding.copies ?? []).slice(1).map((copy) => {
    return { message: `the same in ${copy.clusters.join(', ')}`, at: copy.at };
  });
  const places = [...related.filter((other) => other.at !== undefined), ...copies];
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: `${message}\n${why}\n${hint}` },
    locations: at ? [location(at, object, context)] : [],
    ...(places.length > 0 && { relatedLocations: places.map((other, id) => relatedLocation(other, id, context)) }),
    partialFingerprints: { 'meshwrightFinding/v1': fingerprint(finding, seen) },
    suppressions: suppressed ? [suppression(suppressed, context)] : [],
    properties: {
      ...(clusters && { clusters }),
      ...(object !== undefined && { object }),
      ...(field !== undefined && { field }),
      ...(equivalents && { equivalents }),
    },
  };
}

function location(at: SourceLocation, object: string | undefined, context: SarifContext): object {
  return {
    ...physical(at, context),
    ...(object !== undefined && { logicalLocations: [{ fullyQualifiedName: object, kind: 'object' }] }),
  };
}

function physical({ file, line, column }: SourceLocation, { pathOf }: SarifContext): object {
  const uri = pathOf(file).split('/').map(encodeURIComponent).join('/');
  const region = { startLine: line, startColumn: column };
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region } };
}

function relatedLocation({ at, message }: RelatedPlace, id: number, context: SarifContext): object {
  return { id, ...(at && physical(at, context)), message: { text: message } };
}

function suppression({ reason, until, at, from }: Suppressed, context: SarifContext): object {
  return {
    kind: from === 'source' ? 'inSource' : 'external',
    status: 'accepted',
    justification: until === undefined ? reason : `${reason} (until ${until})`,
    ...(at && { location: physical(at, context) }),
  };
}

/** The same finding after lines have moved: made of everything but its line. */
function fingerprint({ code, at, object, field, message }: Diagnostic, seen: Map<string, number>): string {
  const parts = [code, at?.file ?? '', object ?? message, field ?? ''];
  const digest = createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 32);
  const count = (seen.get(digest) ?? 0) + 1;
  seen.set(digest, count);
  return `${digest}:${count}`;
}

function firstParagraph(page: string): string {
  const text = page.split(/\n\s*\n/).find((part) => part.trim() !== '' && !part.startsWith('#'));
  return (text ?? '').replaceAll('\n', ' ').trim();
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}

/** Without the marks of Markdown for code and links. */
function plainText(markdown: string): string {
  return markdown
    .replace(/^```.*\n/gm, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '');
}
