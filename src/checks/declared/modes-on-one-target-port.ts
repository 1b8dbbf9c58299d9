import { winnerIn } from '../../lower/precedence.ts';
import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';

/** PeerAuthentication knows only the pods' ports: two ports of a service that end at one of them have one mode. */
export const modesOnOneTargetPort = defineCheck({
  code: 'modes-on-one-target-port',
  severity: 'error',
  *find({ index, mesh }) {
    const rules = mesh.mutualTls.filter(({ subject }) => subject.kind === 'port');
    for (const key of new Set(rules.flatMap(({ subject }) => ('service' in subject ? [subject.service] : [])))) {
      const service = index.services.get(key);
      if (!service) continue;
      const ruleOf = (port: string, cluster: string) =>
        winnerIn(
          rules.filter(({ subject }) => subject.kind === 'port' && subject.service === key && subject.port === port),
          cluster,
        );
      const clash = index.serverClusters(service).flatMap((cluster) =>
        service.ports.flatMap((port) => {
          const rule = ruleOf(port.name, cluster);
          const twin = service.ports.find(
            (other) => other.targetPort === port.targetPort && ruleOf(other.name, cluster)?.mode !== rule?.mode,
          );
          return rule && twin ? [{ rule, port, twin }] : [];
        }),
      )[0];
      if (!clash) continue;
      yield {
        at: clash.rule.at,
        message: `MutualTls '${clash.rule.id}' sets ${clash.rule.mode} for port '${clash.port.name}' of service '${key}', whose pods' port ${clash.port.targetPort} also serves port '${clash.twin.name}' with another mode.`,
        why: 'The mode belongs to the port on the pods: one of the two would silently hold for both.',
        hint: `Give both ports the same mode, or let them end at different ports of the pods (targetPort).`,
        related: [{ message: 'the ports of the service are declared here', at: placeOfService(index, key) }],
      };
    }
  },
});
