import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildPackage } from './built-package.ts';

/** Memory where the system offers it as a folder: git waits for the disk at every reference. */
const FASTEST = '/dev/shm';

/** One folder for all that the tests of a run leave behind, gone when the run has ended: files share their workers. */
export default async function setup(project: TestProject): Promise<() => void> {
  const root = mkdtempSync(join(isWritable(FASTEST) ? FASTEST : tmpdir(), 'meshwright-tests-'));
  process.env.TMPDIR = root;
  await buildPackage();
  project.onTestsRerun(buildPackage);
  return () => rmSync(root, { recursive: true, force: true });
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
