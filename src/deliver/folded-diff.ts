import { createTwoFilesPatch } from 'diff';
import type { Change } from '../schedule/plan-types.ts';
import type { Texts } from './inspect.ts';

/** The files as a diff that stays closed until somebody opens it; what does not fit is counted, not dropped in silence. */
export function foldedDiff(changes: readonly Change[], texts: Texts, room: number): string {
  const seen = new Map<string, string>();
  const patches: string[] = [];
  let used = 200;
  let left = 0;
  for (const change of changes) {
    const patch = patchOf(change, texts);
    const twin = seen.get(patch.body);
    const text =
      twin === undefined ? `--- ${patch.from}\n+++ ${patch.to}\n${patch.body}` : `=== ${change.path}: as ${twin}\n`;
    if (used + text.length > room) {
      left += 1;
      continue;
    }
    seen.set(patch.body, change.path);
    patches.push(text);
    used += text.length;
  }
  const more = left === 0 ? [] : ['', `${left} more files are not shown here: see the files of the pull request.`];
  const summary = `<details><summary>${changes.length} ${changes.length === 1 ? 'file' : 'files'}</summary>`;
  return [summary, '', '~~~~diff', patches.join('').trimEnd(), '~~~~', ...more, '', '</details>'].join('\n');
}

function patchOf(
  { path, before, after }: Change,
  texts: Texts,
): { readonly from: string; readonly to: string; readonly body: string } {
  const old = before === undefined ? '' : (texts.get(before) ?? '');
  const fresh = after === undefined ? '' : (after.text ?? texts.get(after.blob) ?? '');
  const patch = createTwoFilesPatch('a', 'b', old, fresh, '', '', { context: 3 });
  const body = patch.slice(patch.indexOf('@@'));
  // A fence of four tildes cannot be closed by YAML of ours, whatever strings authors put into it.
  return {
    from: before === undefined ? '/dev/null' : path,
    to: after === undefined ? '/dev/null' : path,
    body: body.replaceAll('~~~', '~\u200b~~'),
  };
}
