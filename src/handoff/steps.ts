import type { GitOpsSpec } from '../model/specs.ts';

/** Something that a person does to hand the folders over: why, and the commands to copy. */
export interface Step {
  readonly what: string;
  readonly commands: readonly string[];
}

/** What there is to install. */
export interface Installation<Tool extends GitOpsSpec['tool'] = GitOpsSpec['tool']> {
  readonly mesh: string;
  readonly gitops: GitOpsSpec;
  readonly tool: Tool;
  readonly clusters: readonly string[];
  /** The folder that holds the output, as commands name it. */
  readonly output: string;
}

/** A line for the shell, whatever is in the words. */
export function line(...words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** A word as a shell reads it back; what it is to expand stays in double quotes. */
export function shellWord(word: string): string {
  if (/^"\$\w+"$/.test(word) || /^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The same command in every cluster, whose context is taken to be called like it. */
export function inEach(clusters: readonly string[], command: string): readonly string[] {
  return [`for cluster in ${clusters.map(shellWord).join(' ')}; do`, `  ${command}`, 'done'];
}

export function repositoriesOf({ gitops, clusters }: Installation): readonly string[] {
  return [...new Set(clusters.map((cluster) => gitops.clusters[cluster]?.repository ?? gitops.repository))];
}

/** Each manager of fields owns what it has applied last, so each mesh has one of its own. */
export function fieldManager(mesh: string): string {
  return `meshwright-${mesh}`;
}
