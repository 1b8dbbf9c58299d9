import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where scripts/fetch-kubectl.ts puts it. */
export const KUBECTL = join(import.meta.dirname, '../../.tmp/kubectl/kubectl');

/** Says why kubectl cannot be asked on this machine; undefined: it can. */
export function whyNoKubectl(): string | undefined {
  return existsSync(KUBECTL) ? undefined : 'it has not been fetched (node --import tsx scripts/fetch-kubectl.ts)';
}

/** What it prints. It has no configuration to find a cluster by: whatever needs one fails. */
export function kubectl(folder: string, ...args: readonly string[]): string {
  return execFileSync(KUBECTL, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { HOME: folder, KUBECONFIG: '/dev/null' },
  });
}
