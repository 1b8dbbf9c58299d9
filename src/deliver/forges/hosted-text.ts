/**
 * What Meshwright writes between the lines of pull requests and comments: HTML comments, which a forge does not show.
 * They carry words for Meshwright itself; nobody's rights depend on them.
 */

const CLOSED = /\n\n<!-- meshwright:closed:v1:([A-Za-z0-9_-]*) -->\s*$/;
const LONGEST_REASON = 1000;

/** The body as it is stored. Text that looks like a marker of ours loses that look; `plainBody` gives it back. */
export function storedBody(body: string, closedReason?: string): string {
  const escaped = body.replace(/<!-- (\\*)meshwright:closed/g, '<!-- \\$1meshwright:closed');
  if (closedReason === undefined) return escaped;
  const told = Buffer.from(cut(closedReason, LONGEST_REASON)).toString('base64url');
  return `${escaped}\n\n<!-- meshwright:closed:v1:${told} -->`;
}

/** The body as it was given. The marker of a close counts only on one that is closed: a person may open it again. */
export function plainBody(stored: string, closed: boolean): { readonly body: string; readonly closedReason?: string } {
  const marker = closed ? CLOSED.exec(stored) : null;
  const text = marker ? stored.slice(0, marker.index) : stored;
  const body = text.replace(/<!-- \\(\\*)meshwright:closed/g, '<!-- $1meshwright:closed');
  if (!marker) return { body };
  return { body, closedReason: Buffer.from(marker[1]!, 'base64url').toString() };
}

/** First line of the one comment of this key. */
export function commentMarker(key: string): string {
  return `<!-- meshwright:comment:${encodeURIComponent(key).replaceAll('-', '%2D')} -->`;
}

/** `when` as the contract writes times. */
export function isoTime(when: string): string {
  return new Date(when).toISOString();
}

/** Cut to so many UTF-16 units, and never inside a character: what is stored must be what was sent. */
export function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Whether a stored text is this one. A forge may keep line ends and the last blanks in its own way. */
export function sameText(stored: string, text: string): boolean {
  return stored.replaceAll('\r\n', '\n').trimEnd() === text.replaceAll('\r\n', '\n').trimEnd();
}
