import { type IstioKind, istioKinds } from '../../istio/generated/kinds.ts';
import type { IstioVersion } from '../../istio/inventory.ts';
import { kebab, objectName } from '../naming.ts';
import { defineObjectCheck, type ObjectCheck } from '../object-check.ts';
import type { World, WorldObject } from '../world.ts';
import { validate } from './index.ts';
import { Faultless, type Problem } from './problem.ts';

/** For each kind a check that says what Istio's validating webhook would: `virtual-service-validation` and so on. */
export const validationChecks: readonly ObjectCheck[] = istioKinds.map(({ kind }) => validationCheck(kind));

function validationCheck(kind: IstioKind): ObjectCheck {
  return defineObjectCheck({
    code: `${kebab(kind)}-validation`,
    severity: 'error',
    *find(world) {
      const judge = remembering(world);
      for (const object of world.everyOf(kind)) {
        for (const problem of judge(object)) yield findingOf(object, problem);
      }
    },
  });
}

/** Objects that clusters share are judged once for each release and way of assigning addresses. */
function remembering(world: World): (object: WorldObject) => readonly Problem[] {
  const known = new Map<Said, (readonly Problem[])[]>();
  const contexts = contextsOf(world);
  const parts = new Faultless();
  return ({ cluster, manifest, number }) => {
    const said = contexts.get(cluster) ?? NOTHING;
    let byNumber = known.get(said);
    if (!byNumber) {
      byNumber = [];
      known.set(said, byNumber);
    }
    let problems = byNumber[number];
    if (!problems) {
      problems = validate(manifest, said, parts);
      byNumber[number] = problems;
    }
    return problems;
  };
}

/** For each cluster; one object for clusters that are alike. */
function contextsOf(world: World): ReadonlyMap<string, Said> {
  return world.remember('contexts of validation', () => {
    const alike = new Map<string, Said>();
    const contexts = new Map<string, Said>();
    for (const [name, { istio, meshConfig }] of world.clusters) {
      const auto = meshConfig.autoAllocatedAddresses;
      const key = `${istio} ${auto}`;
      const said = alike.get(key) ?? context(istio, auto);
      alike.set(key, said);
      contexts.set(name, said);
    }
    return contexts;
  });
}

const NOTHING: Said = {};

interface Said {
  readonly istio?: IstioVersion;
  readonly autoAllocatedAddresses?: boolean;
}

function context(istio: IstioVersion, auto: boolean | undefined): Said {
  return auto === undefined ? { istio } : { istio, autoAllocatedAddresses: auto };
}

function findingOf(on: WorldObject, { path, severity, message, hint, equivalents = [] }: Problem) {
  const { kind } = on.manifest;
  const refused = severity === 'error';
  return {
    on,
    path,
    severity,
    message: `${objectName(on)}: ${message}.`,
    why: refused
      ? "Istio's validating webhook refuses the object: the cluster would keep what it has, and the sync would fail."
      : 'Istio lets the object in and warns: it works otherwise than it reads, or stops working in a later release.',
    hint: hint ?? `See 'meshwright explain ${kebab(kind)}-validation' and Istio's reference for ${kind}.`,
    equivalents: [refused ? 'IST0106' : 'IST0133', ...equivalents],
  };
}
