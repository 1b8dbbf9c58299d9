import type { FieldPath } from '../../istio/field-path.ts';
import { itemOf, listOf } from '../../istio/message.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { isOfIstio, type PodTemplate, podTemplates } from './walks/pod-templates.ts';

/** The user whose packets are never sent through the sidecar, so that those of the sidecar itself get out. */
const PROXY_USER = 1337;

/** An application runs as the user of the sidecar. */
export const reservedUserId = defineObjectCheck({
  code: 'reserved-user-id',
  severity: 'warning',
  equivalents: ['IST0144'],
  *find(world) {
    for (const template of podTemplates(world)) {
      if (isOfIstio(template.on)) continue;
      for (const path of reservedPaths(template)) {
        yield {
          on: template.on,
          path,
          message: `${objectName(template.on)} runs a container as user ${PROXY_USER}, the one of Istio's sidecar.`,
          why: 'What that user sends is not redirected: the calls of the application pass the sidecar by, in plaintext and without routes, and STRICT servers refuse them.',
          hint: 'Run the application as another user.',
        };
      }
    }
  },
});

function* reservedPaths({ spec, specPath }: PodTemplate): Iterable<FieldPath> {
  const isReserved = (context: unknown) => itemOf(context).runAsUser === PROXY_USER;
  const containers = listOf(spec.containers).map(itemOf);
  const applications = containers.filter(({ name }) => name !== 'istio-proxy');
  if (isReserved(spec.securityContext) && applications.length > 0) yield [...specPath, 'securityContext', 'runAsUser'];
  for (const [index, { name, securityContext }] of containers.entries()) {
    if (name !== 'istio-proxy' && isReserved(securityContext))
      yield [...specPath, 'containers', index, 'securityContext', 'runAsUser'];
  }
}
