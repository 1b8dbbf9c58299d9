import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

/** A folder that is gone when the program ends, however it ends short of a kill. */
export function temporaryFolder(purpose: string): string {
  if (folders.length === 0)
    process.once('exit', () => folders.map((folder) => rmSync(folder, { recursive: true, force: true })));
  const folder = mkdtempSync(join(tmpdir(), `meshwright-${purpose}-`));
  folders.push(folder);
  return folder;
}
