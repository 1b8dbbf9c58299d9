const OF_ANY_SERVICE = new Set(['Gateway', 'ServiceEntry', 'Sidecar']);
const OF_THE_SERVICE = new Set(['VirtualService', 'DestinationRule']);

/** Whether an object decides where requests for a service are served. `about`: the service that it is about, if one. */
export function bearsOn(kind: string, about: string | undefined, service: string): boolean {
  return OF_ANY_SERVICE.has(kind) || (OF_THE_SERVICE.has(kind) && (about === undefined || about === service));
}
