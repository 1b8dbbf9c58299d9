import { freezeDuration } from '../freeze-policies.ts';
import type { Freezing } from '../freezing.ts';
import type { CanarySnapshot } from '../snapshot-types.ts';
import type { CanarySpec, MirrorSpec } from '../specs.ts';
import type { Canary } from './canary.ts';
import { freezeLimits } from './freeze-capacity.ts';
import { freezeCohort } from './freeze-cohort.ts';
import { freezeGates } from './freeze-gates.ts';
import { freezeMoves, moveSpec } from './freeze-moves.ts';
import { freezeSticky } from './freeze-sticky.ts';
import { freezeWave } from './freeze-wave.ts';
import { toPermille } from './weight.ts';

type AnyCanary = Canary<string, string>;

export function freezeCanary(canary: AnyCanary, mesh: string, propagation: number, freezing: Freezing): CanarySnapshot {
  const { service, props } = canary;
  const at = freezing.placeOf(canary);
  const id = canary.node.id;
  freezing.requireLabel('canary', id, at);
  const limits = freezeLimits(canary, freezing);
  const moves = freezeMoves(canary, freezing);
  if (id === 'bootstrap' || id.startsWith('edit-')) reportReserved(canary, freezing);
  return {
    at,
    spec: {
      id: `${mesh}/${id}`,
      mesh,
      ...moveSpec(service, props),
      ...(moves && { with: moves }),
      waves: props.waves.map((wave, i) => freezeWave(canary, wave, i, freezing)),
      gates: freezeGates(canary, props.gates, freezing),
      propagation,
      pinToCluster: props.pinToCluster ?? false,
      ...(limits && { limits }),
      ...freezeOrder(canary, freezing),
      ...freezeIfUnderWay(canary, freezing),
      ...(props.mirror && { mirror: freezeMirror(canary, props.mirror, freezing) }),
      ...(props.sticky && freezeSticky(canary, props.sticky, freezing)),
      ...(props.cohort && { cohort: freezeCohort(canary, props.cohort, freezing) }),
    },
  };
}

const ORDERS: readonly string[] = ['wave-major', 'step-major'] satisfies AnyCanary['props']['order'][];

/** The usual order is not written down, so that saying it aloud changes no rollout under way. */
function freezeOrder(canary: AnyCanary, freezing: Freezing): Pick<CanarySpec, 'order'> {
  const { order = 'wave-major' } = canary.props;
  if (!ORDERS.includes(order)) {
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(canary),
      message: `Canary '${canary.node.id}' has the order '${order}'.`,
      why: 'Meshwright could not tell which step follows which.',
      hint: `Write one of ${ORDERS.join(', ')}.`,
    });
  }
  return order === 'step-major' ? { order } : {};
}

const WAYS: readonly unknown[] = ['supersede', 'hotfix', 'queue'] satisfies AnyCanary['props']['ifUnderWay'][];

function freezeIfUnderWay(canary: AnyCanary, freezing: Freezing): Pick<CanarySpec, 'ifUnderWay'> {
  const { ifUnderWay } = canary.props;
  if (ifUnderWay === undefined) return {};
  if (WAYS.includes(ifUnderWay)) return { ifUnderWay };
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(canary),
    message: `Canary '${canary.node.id}' has ifUnderWay: ${JSON.stringify(ifUnderWay) ?? 'something that is no text'}.`,
    why: 'Meshwright could not tell what is to become of a rollout that is under way when this one comes.',
    hint: `Write one of ${WAYS.join(', ')}, or leave it out: then delivery asks a person.`,
  });
  return {};
}

function freezeMirror(
  canary: AnyCanary,
  { percent, bake }: NonNullable<AnyCanary['props']['mirror']>,
  freezing: Freezing,
): MirrorSpec {
  const share = toPermille(percent);
  if (!(share > 0)) {
    freezing.report({
      code: 'invalid-weight',
      at: freezing.placeOf(canary),
      message: `Canary '${canary.node.id}' mirrors a share that is not a whole number from 1 to 100.`,
      why: 'Istio would refuse the VirtualService, or nothing would be copied and the new version would be tried on nothing.',
      hint: 'Write a whole percentage, permille(5) for half a per cent, or leave mirror out.',
    });
  }
  return { share, bake: freezeDuration(bake, 'bake', canary, freezing) };
}

function reportReserved(canary: AnyCanary, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-name',
    at: freezing.placeOf(canary),
    message: `'${canary.node.id}' cannot be the name of a canary.`,
    why: "Delivery names its own rollouts 'bootstrap' and 'edit-…'; state files and branches would collide.",
    hint: 'Give the Canary another id.',
  });
}
