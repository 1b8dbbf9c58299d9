import { listed } from '../../report/table.ts';
import type { Evidence } from '../evidence.ts';
import { lengthOf, prose } from './quote.ts';

/** Characters that evidence may take in a body, markers included. */
export const EVIDENCE_ROOM = 8_000;

const START = '<!-- meshwright:evidence -->';
const END = '<!-- meshwright:end-of-evidence -->';

/** What the gates of the stage in force say; empty without any. */
export function gatesSection(evidence: readonly Evidence[] = []): string {
  return evidence.length === 0 ? '' : marked('### Gates', evidenceLines(evidence));
}

/** A section with one more line, which may change in the same way. */
export function withLine(section: string, line: string): string {
  return section === '' ? marked('### Judged', [line]) : section.replace(`\n${END}`, () => `${line}\n\n${END}`);
}

/** A section that may change without being a reason to update the pull request. */
export function marked(heading: string, lines: readonly string[]): string {
  return [START, '', heading, '', ...lines, '', END].join('\n');
}

/** One line a gate, as many as there is room for. */
export function evidenceLines(evidence: readonly Evidence[]): readonly string[] {
  let left = EVIDENCE_ROOM - 1_500;
  const lines = evidence.map(({ gate, verdict, evidence: told }) => `- **${verdict}** ${prose(gate)}: ${prose(told)}`);
  const kept = lines.filter((line) => {
    left -= lengthOf(line) + 1;
    return left >= 0;
  });
  const more = lines.length - kept.length;
  return more === 0 ? kept : [...kept, `- … and ${more} more ${more === 1 ? 'gate' : 'gates'}.`];
}

/** The body without its evidence. One whose markers are not just one pair, in order, is returned whole. */
export function withoutEvidence(body: string): string {
  const parts = body.replaceAll('\r\n', '\n').trimEnd().split(START);
  const [before = '', after = ''] = parts;
  const inner = after.split(END);
  if (parts.length !== 2 || inner.length !== 2 || before.includes(END)) return parts.join(START);
  return `${before.trimEnd()}\n\n${(inner[1] ?? '').trimStart()}`;
}

/**
 * Whether two bodies of a pull request tell the same, but for evidence, and for line ends that editing in a browser
 * changes.
 */
export function sameButForEvidence(a: string, b: string): boolean {
  return withoutEvidence(a) === withoutEvidence(b);
}

/** `pull request 3`, `pull requests 3, 4`: without a number sign, which would make the forge link them to each other. */
export function pullRequests(numbers: readonly number[]): string {
  return `pull request${numbers.length === 1 ? '' : 's'} ${listed(numbers.map(String), 20)}`;
}
