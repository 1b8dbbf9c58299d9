import type { WorkloadEntrySpec } from '../../istio/generated/types/index.ts';
import { withoutUndefined } from '../../policies/judging.ts';
import type { Freezing } from '../freezing.ts';
import { clusterNames, keyOf } from '../keys.ts';
import type { VmWorkloadsSnapshot } from '../proxies/proxy-snapshot.ts';
import { vmWorkloadsJudge } from './vm-judge.ts';
import type { Vm, VmWorkloads } from './vm-workloads.ts';

/** Labels and account of the service go with its machines: that is how its selector and its callers find them. */
export function freezeVmWorkloads(vms: VmWorkloads<string, string>, freezing: Freezing): VmWorkloadsSnapshot {
  const { service, props } = vms;
  const { in: clusters, version, ports, locality, network, weight, annotations, probe, machines = [] } = props;
  const { versionLabel = 'version', serviceAccount } = service.props;
  const problems = vmWorkloadsJudge(service)(props, vms.node.id);
  for (const problem of problems) {
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(vms),
      message: `VmWorkloads '${vms.node.id}': ${problem}.`,
      why: 'Istio would refuse the object, or the machines would not serve what they are meant to.',
      hint: 'Correct the value; https://istio.io/latest/docs/reference/config/networking/workload-group/ documents each field.',
    });
  }
  freezing.requireLabel('group of machines', vms.node.id, freezing.placeOf(vms));
  const labels = {
    ...(service.props.workload ?? { app: service.serviceName }),
    ...(version !== undefined && { [versionLabel]: version }),
    ...props.labels,
  };
  const common = { labels, network: network?.node.id, serviceAccount };
  const list = problems.length > 0 ? [] : machines;
  return {
    id: vms.node.id,
    at: freezing.placeOf(vms),
    subject: { kind: 'service', service: keyOf(service) },
    in: clusterNames(clusters),
    service: keyOf(service),
    version,
    template: withoutUndefined<WorkloadEntrySpec>({ ...common, ports, locality, weight } as WorkloadEntrySpec),
    ...(annotations && { annotations }),
    ...(probe && problems.length === 0 && { probe: withoutUndefined(probe) }),
    machines: list.map((machine) => ({ name: machine.name, entry: entryOf(machine, common) })),
  };
}

function entryOf({ address, ports, labels, locality, weight }: Vm, common: object): WorkloadEntrySpec {
  const all = { ...common, address, ports, locality, weight };
  const own = (common as { readonly labels: object }).labels;
  return withoutUndefined<WorkloadEntrySpec>({ ...all, labels: { ...own, ...labels } } as WorkloadEntrySpec);
}
