/** One word of a POSIX shell, whatever is in the text: quoted where it has to be. A shell cannot hold the character NUL. */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_./:@%+=-]+$/.test(text) && !text.startsWith('-')) return text;
  return `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`;
}
