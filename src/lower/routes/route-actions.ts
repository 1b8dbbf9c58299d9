import type {
  HTTPDirectResponse,
  HTTPRedirect,
  HTTPRoute,
  HTTPRouteDestination,
} from '../../istio/generated/types/index.ts';
import type { PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import type { HeadersSnapshot, RouteActions, RouteSnapshot } from '../../model/snapshot-types.ts';
import { destinationOf } from './http-routes.ts';

/**
 * Whether the proxy answers by itself, or by routes of somebody else's: no destination, and nothing that happens on the way
 * to one.
 */
export function answersItself({ redirect, directResponse, delegate }: RouteActions): boolean {
  return redirect !== undefined || directResponse !== undefined || delegate !== undefined;
}

/** What a route does beside leading to its destinations, its settings aside. */
export function lowerActions(
  route: RouteSnapshot,
  service: ServiceFacts,
  port: PortFacts | undefined,
): Partial<HTTPRoute> {
  const { name, redirect, directResponse, delegate, rewrite, headers, mirrors } = route;
  return {
    ...(name !== undefined && { name }),
    ...(redirect && { redirect: redirect as HTTPRedirect }),
    ...(directResponse && { directResponse: directResponse as HTTPDirectResponse }),
    ...(delegate && { delegate }),
    ...(rewrite && { rewrite }),
    ...(headers && { headers }),
    ...(mirrors && {
      mirrors: mirrors.map(({ version, share }) => ({
        destination: destinationOf(service, version, port),
        percentage: { value: share / 10 },
      })),
    }),
  };
}

/** The same backwards. */
export function liftActions(route: HTTPRoute): RouteActions & { readonly name?: string } {
  const { name, redirect, directResponse, delegate, rewrite, headers, mirrors } = route;
  const own = liftVersionHeaders(route.route ?? []);
  return {
    ...(name !== undefined && { name }),
    ...(redirect && { redirect }),
    ...(directResponse && { directResponse: directResponse as NonNullable<RouteActions['directResponse']> }),
    ...(delegate && { delegate: delegate as NonNullable<RouteActions['delegate']> }),
    ...(rewrite && { rewrite: rewrite as NonNullable<RouteActions['rewrite']> }),
    ...(headers && { headers }),
    ...(own && { versionHeaders: own }),
    ...(mirrors && {
      mirrors: mirrors.map(({ destination, percentage }) => ({
        version: destination.subset ?? '',
        share: Math.round((percentage?.value ?? 100) * 10),
      })),
    }),
  };
}

function liftVersionHeaders(route: readonly HTTPRouteDestination[]): RouteActions['versionHeaders'] {
  const own = route.flatMap(({ destination, headers }) =>
    headers ? [[destination.subset ?? '', headers as HeadersSnapshot] as const] : [],
  );
  return own.length === 0 ? undefined : Object.fromEntries(own);
}
