import { createTwoFilesPatch } from 'diff';
import type { Change } from '../../schedule/plan-types.ts';
import type { Texts } from '../inspect.ts';
import { shellWord } from '../shell-word.ts';
import { clipped, code, fenced, inFence, lengthOf } from './quote.ts';

/** Where all files can be seen when not all are shown. */
export interface AllFiles {
  readonly branch: string;
  /** Branch of the applied tree. Default `main`. */
  readonly into?: string;
  /** Address of the files, where the forge has one. */
  readonly link?: string;
}

/** The files as a diff that stays closed until somebody opens it; what does not fit is counted, not dropped in silence. */
export function foldedDiff(changes: readonly Change[], texts: Texts, room: number, all: AllFiles): string {
  const seen = new Map<string, string>();
  const patches: string[] = [];
  let used = 200 + lengthOf(rest(changes.length, all));
  for (const change of changes) {
    const patch = patchOf(change, texts);
    const twin = seen.get(patch.body);
    const text = twin === undefined ? patch.head + patch.body : `=== ${name(change.path)}: as ${twin}\n`;
    const length = lengthOf(inFence(text));
    if (used + length > room) continue;
    seen.set(patch.body, name(change.path));
    patches.push(text);
    used += length;
  }
  const left = changes.length - patches.length;
  const summary = `<details><summary>${changes.length} ${changes.length === 1 ? 'file' : 'files'}</summary>`;
  const shown = patches.length === 0 ? [] : [fenced('diff', patches.join('').trimEnd())];
  return [summary, '', ...shown, ...(left === 0 ? [] : ['', rest(left, all)]), '', '</details>'].join('\n');
}

function rest(left: number, { branch, into = 'main', link }: AllFiles): string {
  const refs = [into, branch].map((name) => shellWord(`origin/${name}`)).join('...');
  const where =
    link !== undefined && /^https?:\/\/[^\s<>()[\]"'`\\]+$/.test(link)
      ? `[All files](${link}).`
      : `All files: ${code(`git fetch && git diff ${refs}`, 1_000)}.`;
  return `${left} more ${left === 1 ? 'file is' : 'files are'} not shown here. ${where}`;
}

function patchOf({ path, before, after }: Change, texts: Texts): { readonly head: string; readonly body: string } {
  const old = before === undefined ? '' : (texts.get(before) ?? '');
  const fresh = after === undefined ? '' : (after.text ?? texts.get(after.blob) ?? '');
  const patch = createTwoFilesPatch('a', 'b', old, fresh, '', '', { context: 3 });
  const from = before === undefined ? '/dev/null' : name(path);
  const to = after === undefined ? '/dev/null' : name(path);
  return { head: `--- ${from}\n+++ ${to}\n`, body: patch.slice(patch.indexOf('@@')) };
}

function name(path: string): string {
  return clipped(path.replace(/\s/g, ' '), 300);
}
