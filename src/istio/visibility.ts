/**
 * Whether an object with this `exportTo` in `namespace` is seen by proxies in `client`. An absent or empty list means the
 * default of MeshConfig, which is everybody unless configured otherwise.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService
 */
export function isVisibleTo(
  exportTo: readonly string[] | undefined,
  namespace: string,
  client: string,
  byDefault: readonly string[] = ['*'],
): boolean {
  const list = exportTo === undefined || exportTo.length === 0 ? byDefault : exportTo;
  for (let i = 0; i < list.length; i++) {
    const token = list[i];
    if (token === '*' || token === client || (token === '.' && client === namespace)) return true;
  }
  return false;
}
