import type { Judgement } from './answers.ts';
import type { OurJudgement } from './compare.ts';

/**
 * The differences that stay, each with the name under which docs/istio-facts.md explains it; undefined for one that
 * nobody has explained.
 */
export function explanation(object: unknown, istio: Judgement, ours: OurJudgement): string | undefined {
  const { kind } = object as { kind?: string };
  if (kind === 'EnvoyFilter' && decodesProtos(istio, ours)) return "Envoy's messages";
  if (kind === 'RequestAuthentication' && ours.structure.some((text) => text.includes('presence'))) return 'presence';
  if (istio.unstable) return 'overlapping localities';
  return undefined;
}

/** Istio decodes the value of a patch with Envoy's own types, which takes their definitions. */
function decodesProtos(istio: Judgement, ours: OurJudgement): boolean {
  const about = [...(istio.errors ?? []), ...(istio.warnings ?? [])];
  const decoding =
    /unmarshal|unknown field|proto:|Any JSON|invalid value|StructValue|bad |deprecated|cannot parse|enum/;
  return about.some((text) => decoding.test(text)) || ours.errors.some((text) => /patch\.value/.test(text));
}
