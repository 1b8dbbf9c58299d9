import { type Judge, withoutUndefined } from '../../policies/judging.ts';
import { serverSubject } from '../access/server-subject.ts';
import type { Element } from '../element.ts';
import type { Freezing } from '../freezing.ts';
import { clusterNames } from '../keys.ts';
import type { Scoped } from '../snapshot-types.ts';
import type { AnyService } from '../topology/freeze-service.ts';
import type { IngressGateway } from '../topology/ingress-gateway.ts';
import type { Mesh } from '../topology/mesh.ts';
import type { ProxyPlace } from './proxy-scope.ts';

type ProxySetting = Element & {
  readonly subject: Mesh | IngressGateway | AnyService;
  readonly props: ProxyPlace & { readonly port?: string };
};

/** Whom it is about, and the rest of its properties as they are where they are right. */
export function frozen<T extends Scoped>(setting: ProxySetting, judge: Judge, freezing: Freezing): T {
  const { in: clusters, namespace: _, pods: __, port: ___, ...said } = setting.props;
  const problems = judge(said, setting.node.id);
  for (const problem of problems) tell(setting, problem, freezing);
  return {
    id: setting.node.id,
    at: freezing.placeOf(setting),
    subject: serverSubject(setting, freezing),
    in: clusterNames(clusters),
    ...(problems.length === 0 && withoutUndefined(said)),
  } as unknown as T;
}

function tell(setting: ProxySetting, problem: string, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(setting),
    message: `${setting.constructor.name} '${setting.node.id}': ${problem}.`,
    why: 'Istio would refuse the object, or proxies would fall back to their defaults.',
    hint: `Correct the value; the reference of ${setting.constructor.name} documents each property.`,
  });
}
