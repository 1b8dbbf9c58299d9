import { emitYaml } from '../../emit/yaml.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { ArgoCdSpec } from '../../model/specs.ts';
import { numbered, statusContexts } from '../names.ts';
import type { HandOff } from '../sources.ts';
import { commitStatus, type PostedStatus } from './commit-status.ts';

/** What an Application's annotations say so that its notifications are sent. */
export function subscriptions(handOff: HandOff<ArgoCdSpec>): Readonly<Record<string, string>> {
  const service = handOff.tool.statuses?.service;
  const keys = statusContexts(handOff.gates).map((_, i) => `subscribe.${triggerName(handOff, i)}.${service}`);
  return Object.fromEntries(keys.map((key) => [`notifications.argoproj.io/${key}`, '']));
}

/**
 * Our keys of the ConfigMap that configures all notifications, to be applied on the server's side: whoever has other keys
 * keeps them. The service that sends them holds a credential and is not ours to write.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/
 */
export function notifications(handOff: HandOff<ArgoCdSpec>): Manifest {
  const entries = statusContexts(handOff.gates).flatMap((context, i) => {
    const name = triggerName(handOff, i);
    return [
      [`trigger.${name}`, emitYaml(trigger(name))],
      [`template.${name}-applied`, emitYaml(template(handOff, context, APPLIED))],
      [`template.${name}-failed`, emitYaml(template(handOff, context, FAILED))],
      [`template.${name}-degraded`, emitYaml(template(handOff, context, DEGRADED))],
    ];
  });
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'argocd-notifications-cm', namespace: handOff.tool.namespace },
    data: Object.fromEntries(entries),
  };
}

function triggerName({ mesh }: HandOff, index: number): string {
  return numbered(`meshwright-${mesh}`, index);
}

/**
 * Once for each revision and each time that its health or its last operation ends anew: a failure that was mended must
 * be followed by a success. What is compared, and not what was synced, names the revision: where a commit changes nothing
 * in a cluster's folder nothing is synced, and the gate waits for that cluster all the same.
 */
const ONCE = '[app.status.sync.revision, app.status.health?.lastTransitionTime, app.status.operationState?.finishedAt]';

function trigger(name: string): readonly object[] {
  const phase = 'app.status.operationState?.phase';
  return [
    {
      when: `app.status?.sync?.status == 'Synced' and app.status.health?.status == 'Healthy' and not (${phase} in ['Running', 'Terminating', 'Failed', 'Error'])`,
      oncePer: ONCE,
      send: [`${name}-applied`],
    },
    {
      when: `app.status?.operationState?.phase in ['Failed', 'Error']`,
      oncePer: ONCE,
      send: [`${name}-failed`],
    },
    {
      when: `app.status?.health?.status == 'Degraded' and app.status?.sync?.status == 'Synced'`,
      oncePer: ONCE,
      send: [`${name}-degraded`],
    },
  ];
}

type Said = Pick<PostedStatus, 'state' | 'message' | 'revision'>;

const APPLIED: Said = { state: 'success', message: 'Synced and Healthy', revision: '{{.app.status.sync.revision}}' };
const DEGRADED: Said = { state: 'failure', message: 'Degraded', revision: '{{.app.status.sync.revision}}' };
/** An operation that failed early has no result, and names its revision only in what was asked of it. */
const FAILED: Said = {
  state: 'failure',
  message: 'The sync has failed',
  revision: '{{.app.status.operationState.operation.sync.revision}}',
};

function template({ mesh, tool }: HandOff<ArgoCdSpec>, context: string, said: Said): object {
  const { forge, service } = tool.statuses!;
  return { message: said.message, ...commitStatus[forge]({ ...said, service, context, mesh }) };
}
