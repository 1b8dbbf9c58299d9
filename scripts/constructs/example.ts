/** The example of a construct: the body of the function in its file, which a test compiles. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export function exampleOf(root: string, name: string): string | undefined {
  const path = join(root, 'test/docs/constructs', `${name}.ts`);
  const body = existsSync(path)
    ? /^export default function [^\n]*\{\n([\s\S]*)^\}$/m.exec(readFileSync(path, 'utf8'))?.[1]
    : undefined;
  // The test is given the app instead of files.
  return body
    ?.replace(/^ {2}/gm, '')
    .replace(/^return app;$/m, 'app.synth();')
    .trimEnd();
}
