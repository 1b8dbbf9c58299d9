import { validate as ourWebhook } from '../../../src/checks/validation/index.ts';
import type { StructureProblem } from '../../../src/istio/crd/problem.ts';
import type { IstioVersion } from '../../../src/istio/inventory.ts';
import type { Manifest } from '../../../src/istio/manifest.ts';
import { checkStructure } from '../../../src/istio/structure.ts';
import type { Judgement } from './answers.ts';

export interface OurJudgement {
  readonly verdict: Judgement['verdict'];
  readonly structure: readonly string[];
  readonly unknown: readonly string[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** What Meshwright says of one object: the CRD's rules and the webhook's, summed up as the oracle does. */
export function ourJudgement(object: unknown, istio: IstioVersion = '1.31'): OurJudgement {
  const manifest = object as Manifest;
  const structure: string[] = [];
  const unknown: string[] = [];
  for (const found of checkStructure(manifest, istio)) {
    (isPruned(found) ? unknown : structure).push(`${found.path}: ${found.message}`);
  }
  const errors: string[] = [];
  const warnings: string[] = [];
  for (const { severity, path, message } of ourWebhook(manifest, { istio })) {
    (severity === 'error' ? errors : warnings).push(`${path.join('.')}: ${message}`);
  }
  const refused = structure.length + errors.length > 0;
  return { verdict: refused ? 'error' : warnings.length > 0 ? 'warning' : 'ok', structure, unknown, errors, warnings };
}

/** Fields that the API server does not know, some of them because a later release brings them. */
function isPruned({ kind }: StructureProblem): boolean {
  return kind === 'unknown-field' || kind === 'newer-field';
}

/** In what the two differ, as a short name; undefined: in nothing. */
export function difference(istio: Judgement, ours: OurJudgement): string | undefined {
  if (istio.verdict !== ours.verdict) return `Istio ${istio.verdict}, ours ${ours.verdict}`;
  // Below a value of the wrong type the two need not look alike.
  if ((istio.crd ?? []).length > 0) return undefined;
  const unknown = (istio.unknown ?? []).length > 0;
  if (unknown !== ours.unknown.length > 0) return `unknown fields: Istio ${unknown}, ours ${!unknown}`;
  return undefined;
}

/** The CRD's rules of one release alone, with what cannot be decoded whatever the CRD says. */
export function structureDifference(
  { releases, parse }: Judgement,
  object: unknown,
  release: IstioVersion,
): string | undefined {
  const istio = releases?.[release] ?? {};
  const ours = checkStructure(object as Manifest, release);
  const refuses = (istio.crd ?? []).length > 0;
  const wrong = ours.some((found) => !isPruned(found));
  if (refuses !== wrong && !(wrong && parse !== undefined))
    return `CRD ${release}: Istio refuses ${refuses}, ours ${wrong}`;
  const prunes = (istio.unknown ?? []).length > 0;
  const unknown = ours.some(isPruned);
  if (!refuses && !wrong && prunes !== unknown) return `CRD ${release}: Istio prunes ${prunes}, ours ${unknown}`;
  return undefined;
}
