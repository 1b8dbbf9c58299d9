import { createTwoFilesPatch } from 'diff';
import type { Paint } from './paint.ts';
import { listed } from './table.ts';

/** One object of one cluster as YAML before and after; undefined where it is not there. */
export interface ObjectTexts {
  readonly object: string;
  readonly cluster: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The same change of an object in some clusters. */
export interface ObjectPatch {
  readonly object: string;
  readonly clusters: readonly string[];
  readonly change: 'added' | 'changed' | 'removed';
  /** Hunks of a unified diff. */
  readonly patch: string;
}

/** Objects that differ, those that differ alike in several clusters once. */
export function objectPatches(texts: readonly ObjectTexts[]): readonly ObjectPatch[] {
  const patches = new Map<string, { readonly patch: Omit<ObjectPatch, 'clusters'>; readonly clusters: string[] }>();
  for (const { object, cluster, before, after } of texts) {
    const key = JSON.stringify([object, before, after]);
    const known = patches.get(key);
    if (known) {
      known.clusters.push(cluster);
      continue;
    }
    const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    const patch = createTwoFilesPatch('a', 'b', before ?? '', after ?? '', '', '', { context: 3 });
    patches.set(key, {
      patch: { object, change, patch: patch.slice(patch.indexOf('@@')).trimEnd() },
      clusters: [cluster],
    });
  }
  return [...patches.values()].map(({ patch, clusters }) => ({ ...patch, clusters }));
}

/** The patches for a terminal. */
export function patchesText(patches: readonly ObjectPatch[], paint: Paint): string {
  return patches
    .map(({ object, clusters, change, patch }) => {
      const lines = patch.split('\n').map((line) => painted(line, paint));
      return [`${paint.bold(object)} ${change} in ${listed(clusters)}`, ...lines].join('\n');
    })
    .join('\n\n');
}

function painted(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint.green(line);
  if (line.startsWith('-')) return paint.red(line);
  return line.startsWith('@@') ? paint.cyan(line) : line;
}

/** The patches as text for a block of Markdown. */
export function patchesBlock(patches: readonly ObjectPatch[]): string {
  return patches
    .map(({ object, clusters, change, patch }) => `=== ${object} ${change} in ${listed(clusters)}\n${patch}`)
    .join('\n');
}
