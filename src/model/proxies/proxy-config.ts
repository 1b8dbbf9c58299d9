import { Element } from '../element.ts';
import type { IngressGateway } from '../topology/ingress-gateway.ts';
import type { Mesh } from '../topology/mesh.ts';
import type { Service, ServiceInMesh } from '../topology/service.ts';
import type { ProxyPlace } from './proxy-scope.ts';

/** How proxies themselves run. They read it when they start: a change is in force once their pods have been restarted. */
export interface ProxyConfigProps extends ProxyPlace {
  /** Worker threads; 0: one for each CPU. @default 2, or what the injector reads from CPU limits */
  readonly concurrency?: number;
  /** Variables of the proxy's environment, such as those that an access log or a tag of a span names. */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  /** Kind of image: `default`, `debug`, `distroless`. @default the mesh's */
  readonly image?: 'default' | 'debug' | 'distroless';
}

/**
 * How the proxies of a service, a gateway, some pods, a namespace or the mesh run.
 * @see https://istio.io/latest/docs/reference/config/networking/proxy-config/
 */
export class ProxyConfig<V extends string = never, P extends string = never> extends Element {
  readonly subject: Mesh | IngressGateway | Service<V, P>;
  readonly props: ProxyConfigProps;

  constructor(scope: Mesh | IngressGateway | ServiceInMesh<V, P>, id: string, props: ProxyConfigProps) {
    super(scope, id);
    this.subject = scope;
    this.props = props;
  }
}
