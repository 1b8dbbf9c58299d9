/** What may be handed to git as a name. Names come from meshes, remotes and state files: none is trusted. */
import { DeliveryError } from '../diagnostics/errors.ts';

/** A remote that starts with `-` would be read as an option, and `--upload-pack=…` runs a program. */
export function checkRemote(remote: string): void {
  if (remote === '' || remote.startsWith('-') || /\p{Cc}/u.test(remote)) {
    throw new DeliveryError(
      `${JSON.stringify(remote)} is not a git remote.`,
      'Give an absolute path, or a https:// or ssh URL.',
    );
  }
}

/** The rules of `git check-ref-format`, and no leading `-`. A `*` or `:` would make another refspec of it. */
export function checkBranch(branch: string): void {
  const wrong =
    branch === '' ||
    branch.startsWith('-') ||
    /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|^@$/u.test(branch) ||
    branch.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'));
  if (wrong) {
    throw new DeliveryError(`${JSON.stringify(branch)} is not a branch name.`, 'Name a branch the way git allows it.');
  }
}

export function checkId(id: string): void {
  if (!/^[0-9a-f]{40}$/.test(id)) {
    throw new DeliveryError(
      `${JSON.stringify(id)} is not the id of a git object.`,
      'This is a mistake in Meshwright; please report it.',
    );
  }
}

/**
 * A path that a proposal may change. git itself refuses most of this, but accepts a newline and `.gitmodules`; and its
 * refusals come late and without the reason.
 */
export function checkPath(path: string): void {
  const reason = whyNotAPath(path);
  if (reason === undefined) return;
  throw new DeliveryError(
    `${JSON.stringify(path)} cannot be part of a proposal: ${reason}.`,
    'Rename what the path is made of (a cluster, a namespace, an object). Nothing was written.',
  );
}

function whyNotAPath(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (/\p{Cc}/u.test(path)) return 'it holds a control character';
  if (path.includes('\\')) return 'it holds a backslash';
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'it is absolute';
  const parts = path.split('/');
  if (parts.some((part) => part === '')) return 'a part of it is empty';
  if (parts.some((part) => part === '.' || part === '..')) return 'it leaves its folder';
  // `.git ` and `git~1` are `.git` on some file systems, and `.gitmodules` points people's clones elsewhere.
  if (parts.some((part) => /^(\.git|git~\d+)[. ]*(:.*)?$|^\.gitmodules/i.test(part)))
    return "it belongs to git's own files";
  return undefined;
}
