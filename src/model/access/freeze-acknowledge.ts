import type { Element } from '../element.ts';
import type { Freezing } from '../freezing.ts';
import { UNDECLARED_CALLERS, type UndeclaredCaller } from '../specs.ts';

/** Sorted, each once; reports what is no such caller. */
export function freezeAcknowledge(
  policy: Element & { readonly props: { readonly acknowledge?: readonly UndeclaredCaller[] } },
  freezing: Freezing,
): readonly UndeclaredCaller[] {
  const said: unknown = policy.props.acknowledge ?? [];
  const given = Array.isArray(said) ? said : [said];
  const wrong = given.filter((caller) => !UNDECLARED_CALLERS.some((known) => known === caller));
  for (const caller of wrong) {
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(policy),
      message: `${policy.constructor.name} '${policy.node.id}' acknowledges '${String(caller)}'.`,
      why: 'Only callers that nobody has declared can be given up; requests of declared callers have to work.',
      hint: `Write acknowledge: ['plaintext'], ['undeclared'] or both; take a declared caller off the callers of its service.`,
    });
  }
  return UNDECLARED_CALLERS.filter((known) => given.includes(known));
}
