import type { Done } from '../deliver/act.ts';

/** One thing that delivery did, as every command says it. */
export function doneLine({ kind, number, title, link }: Done): string {
  if (kind === 'stale') return `another tick was faster: ${title}`;
  const verb = VERBS[kind];
  return `${verb} pull request ${number}: ${title}${link === '' ? '' : `\n  ${link}`}`;
}

const VERBS = {
  open: 'opened',
  update: 'updated',
  close: 'closed',
  dress: 'labelled',
  mark: 'marked',
  comment: 'commented on',
} as const;
