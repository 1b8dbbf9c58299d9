import type { Done } from '../deliver/act.ts';

/** One thing that delivery did, as every command says it. */
export function doneLine({ kind, number, title, link }: Done): string {
  if (kind === 'stale') return `another tick was faster: ${title}`;
  const verb = { open: 'opened', update: 'updated', close: 'closed' }[kind];
  return `${verb} pull request ${number}: ${title}${link === '' ? '' : `\n  ${link}`}`;
}
