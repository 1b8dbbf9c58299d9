import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { annotatedSuppressions } from '../checks/annotated-suppressions.ts';
import { runObjectChecks } from '../checks/run-objects.ts';
import { World } from '../checks/world.ts';
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { applySuppressions } from '../diagnostics/suppress.ts';
import type { ReadSuppressions, Suppression } from '../diagnostics/suppression.ts';
import { readSuppressionsFile, SUPPRESSIONS_FILE } from '../read/suppressions-file.ts';
import type { WorldRead } from '../read/world-files.ts';
import { plural } from '../report/plural.ts';
import { openPlainWorld, type PlainWorldOptions, textFile } from './plain-world.ts';

export interface ManifestOptions extends PlainWorldOptions {
  readonly suppressions?: string;
}

/** What was found in folders of manifests. */
export interface Judged {
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
  /** What there was to judge, for the line that says that all is well. */
  readonly subject: string;
  /** The inventory was of no use, so that nothing could be judged. */
  readonly unusable: boolean;
}

/** Judges folders of plain YAML, whoever wrote them. */
export function judgeManifests(options: ManifestOptions): Judged {
  const { parts, problems, suppressions, notes, unusable } = openPlainWorld(options);
  if (unusable.length > 0) return { diagnostics: unusable, notes: [], subject: '', unusable: true };
  const { objects, facts } = parts;
  const accepted = suppressionsFor(options);
  const found = sortDiagnostics([...problems, ...accepted.problems, ...runObjectChecks(new World(parts))]);
  return {
    diagnostics: applySuppressions(found, [
      ...[...suppressions, ...accepted.suppressions].filter((one) => !isElsewhere(one, parts, options)),
      ...annotatedSuppressions(objects),
    ]),
    notes,
    subject: `${plural(facts.clusters.length, 'cluster')}, ${plural(objects.length, 'object')}`,
    unusable: false,
  };
}

/** Whether a suppression is about clusters alone that are not judged this time; a name that nobody knows is not one. */
function isElsewhere({ clusters }: Suppression, { objects, facts }: WorldRead['parts'], options: ManifestOptions) {
  const isJudged = (name: string) => objects.some((object) => object.cluster === name);
  const isKnown = (name: string) => options.inventory === undefined || facts.clusters.some((one) => one.name === name);
  return clusters?.every((name) => isKnown(name) && !isJudged(name)) ?? false;
}

/** What a team accepts: in the file that is named, else in the one beside the inventory or in the current folder. */
export function suppressionsFor({ suppressions, inventory }: ManifestOptions): ReadSuppressions<Diagnostic> {
  const beside = join(inventory === undefined ? '.' : dirname(inventory), SUPPRESSIONS_FILE);
  if (suppressions === undefined && !existsSync(beside)) return { suppressions: [], problems: [] };
  return readSuppressionsFile(textFile(suppressions ?? beside, 'suppressions'));
}
