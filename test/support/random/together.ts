import type { CanaryDescription, ServiceDescription } from './description.ts';
import type { Draw } from './draw.ts';
import { httpPorts } from './routes.ts';

/**
 * Sometimes the canaries of several services become one: services that had one of their own move with that of another.
 * To be drawn last, so that everything else of a mesh stays what it was without.
 */
export function drawTogether(
  draw: Draw,
  canaries: readonly CanaryDescription[],
  services: readonly ServiceDescription[],
  clientsOf: (service: ServiceDescription) => readonly string[],
): readonly CanaryDescription[] {
  const [first, ...others] = canaries;
  if (!first || others.length === 0 || !draw.chance(70)) return canaries;
  const lead = draw.pick([first, ...others]);
  const clusters = lead.waves.flatMap((wave) => wave.clusters);
  const joining = new Map<string, CanaryDescription>();
  for (const canary of canaries) {
    const service = services.find(({ id }) => id === canary.service);
    if (!service || canary.service === lead.service || joining.has(canary.service)) continue;
    const reached = clientsOf(service).filter((cluster) => clusters.includes(cluster));
    if (reached.length > 0 && fits(lead, canary, service, reached) && draw.chance(90)) joining.set(service.id, canary);
  }
  const moves = [...joining.values()].map(({ service, from, to }) => ({ service, from, to }));
  return canaries
    .filter(({ service }) => !joining.has(service))
    .map((canary) => (canary === lead && moves.length > 0 ? { ...canary, with: moves } : canary));
}

/** Whether all that the canary asks for can be asked of the service, too. */
function fits(
  { pinToCluster, mirror, cohort, maxOnCanary }: CanaryDescription,
  { to }: CanaryDescription,
  service: ServiceDescription,
  reached: readonly string[],
): boolean {
  const runsTo = (cluster: string) =>
    service.runsIn.some(
      (entry) =>
        entry === cluster ||
        (typeof entry === 'object' && entry.cluster === cluster && (entry.versions?.includes(to) ?? true)),
    );
  const isCounted = service.runsIn.every((entry) => typeof entry === 'object' && entry.replicas !== undefined);
  return (
    (!pinToCluster || reached.every(runsTo)) &&
    (!(mirror || cohort) || httpPorts(service).length > 0) &&
    (maxOnCanary === undefined || isCounted)
  );
}
