/**
 * Names and sentences that others chose, on their way into Markdown, titles and commits: of authors, clusters, programs
 * and servers. None may mention, link, refer to an issue or close one, skip a check, or forge a marker. Squashing puts
 * bodies into commits, where no Markdown protects them, so a reference is broken inside of code as well: with a space of
 * no width, or by a character that looks the same.
 */

/** Characters of a name or a sentence, unless it is said otherwise. */
const LONGEST = 200;

/** A code span, on one line. May stand in a table made by `markdownTable`. */
export function code(text: string, most = LONGEST): string {
  const inner = inert(visible(clipped(oneLine(text), most)));
  const fence = '`'.repeat(longestRun(inner, /`+/g) + 1);
  const pad = inner.startsWith('`') || inner.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${inner === '' ? ' ' : inner}${pad}${fence}`;
}

/** Of a sentence. */
const LONGEST_SENTENCE = 500;

/** A sentence on one line: words as they are, and in code spans whatever could mean anything to Markdown or to a forge. */
export function prose(text: string): string {
  const parts: { plain: boolean; words: string[] }[] = [];
  for (const word of clipped(oneLine(text), LONGEST_SENTENCE).split(' ')) {
    const last = parts.at(-1);
    // `1.` begins a list where it begins a line.
    const harmless = isHarmless(word) && (last !== undefined || !/^\d+[.)]$/.test(word));
    if (last?.plain === harmless) last.words.push(word);
    else parts.push({ plain: harmless, words: [word] });
  }
  return parts
    .map(({ plain, words }) => (plain ? words.join(' ') : code(words.join(' '), 2 * LONGEST_SENTENCE)))
    .join(' ');
}

/** Neither a reference, nor an address, nor an id of a commit. */
function isHarmless(word: string): boolean {
  return (
    /^([A-Za-z0-9%(≥≤×→–…][A-Za-z0-9,.;%()'’–…-]*:?|\d\d:\d\d)$/.test(word) &&
    !/www\.|\b[0-9a-f]{7,}\b/i.test(word) &&
    inert(word) === word
  );
}

/** A fenced block. Backticks cannot end it, and runs of tildes are broken; line breaks and tabs stay. */
export function fenced(language: string, text: string): string {
  return [`~~~~${language}`, inFence(text), '~~~~'].join('\n');
}

/** What a fenced block makes of a text, for who has to count its characters. */
export function inFence(text: string): string {
  return inert(visible(text)).replaceAll('~~~', '~\u200b~~');
}

/** A name in a title or a commit, which know no code: what could mean something there is replaced by what looks alike. */
export function plain(text: string, most = 63): string {
  return clipped(oneLine(text), most)
    .replaceAll('@', '＠')
    .replaceAll('#', '＃')
    .replace(/[^A-Za-z0-9 ./＠＃+-]/gu, '_')
    .replace(/GH-(?=\d)/gi, (found) => `${found.slice(0, -1)}\u2011`)
    .replace(/www\./gi, (found) => `${found.slice(0, -1)}\u2024`)
    .replace(/(issues|pulls?|discussions)\/(?=\d)/gi, (found) => `${found.slice(0, -1)}\u2215`);
}

/** A title or a sentence of ours for a commit: on one line, and nothing in it acts. */
export function subject(text: string): string {
  return inert(visible(oneLine(text)));
}

/** Characters as GitHub counts them: code points, not units of UTF-16. */
export function lengthOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const points = [...text];
  return points.length <= most ? text : `${points.slice(0, most - 1).join('')}…`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Controls, and what turns the direction of writing or takes no room, shown by their numbers. */
function visible(text: string): string {
  return text.replace(
    /[^\P{C}\n\t]|[\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function inert(text: string): string {
  return text
    .replace(/@(?=[\w-])|#(?=\d)|GH-(?=\d)|\\(?=\|)/gi, '$&\u200b')
    .replace(/(issues|pulls?|discussions)\/(?=\d)/gi, '$&\u200b')
    .replace(/\[(?=(skip|ci|no|actions)[ -])|\*\*\*(?=NO_CI)/gi, '$&\u200b')
    .replace(/skip-checks(?=:)|co-authored-by(?=:)|signed-off-by(?=:)/gi, '$&\u200b')
    .replaceAll('<!--', '<\u200b!--');
}

function longestRun(text: string, run: RegExp): number {
  return Math.max(0, ...(text.match(run) ?? []).map((found) => found.length));
}
