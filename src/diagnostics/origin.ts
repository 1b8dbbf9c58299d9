import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place, SourceLocation } from './diagnostic.ts';

/** Where the author declared a construct. The stack is kept as the engine recorded it and read only when asked for. */
export interface Origin {
  /** The author's place, its `file` relative to `root`. */
  from(root: string): Place;
}

/** Deep enough for the constructors between the author's `new` and this call; every frame costs time and memory. */
const FRAMES = 12;

/** Call in a construct's constructor. Costs a few microseconds: source maps are applied only in `locate`. */
export function captureOrigin(): Origin {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const error = new Error();
  Error.stackTraceLimit = limit;
  return { from: (root) => ({ locate: () => locate(error.stack ?? '', root) }) };
}

/** `src/` in a checkout, `lib/` once installed: frames below it are ours. */
const OURS = dirname(dirname(fileURLToPath(import.meta.url))) + sep;

function locate(stack: string, root: string): SourceLocation | undefined {
  for (const frame of stack.split('\n')) {
    const place = /\(?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/.exec(frame.trim());
    if (!place) continue;
    const file = asPath(place[1]!);
    if (file === undefined || file.startsWith(OURS) || file.includes(`${sep}node_modules${sep}`)) continue;
    const shown = relative(resolve(root), file).split(sep).join('/');
    return { file: shown, line: Number(place[2]), column: Number(place[3]) };
  }
  return undefined;
}

function asPath(text: string): string | undefined {
  const plain = text.replace(/^.*?(?=file:\/\/|\/|[A-Za-z]:[\\/])/, '').replace(/[?#].*$/, '');
  return plain.startsWith('file://') ? fileURLToPath(plain) : plain;
}
