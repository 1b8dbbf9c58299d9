import { Element } from '../element.ts';
import type { IngressGateway } from '../topology/ingress-gateway.ts';
import type { Mesh } from '../topology/mesh.ts';
import type { Service, ServiceInMesh } from '../topology/service.ts';
import type { ProxyPlace } from './proxy-scope.ts';
import type { TelemetryMode } from './telemetry.ts';

/** Traffic that a plugin is for. */
export interface WasmMatch {
  /** @default both sides */
  readonly mode?: TelemetryMode;
  /** Ports: on the server's side the pods', on the client's side the service's. @default all */
  readonly ports?: readonly [number, ...number[]];
}

/** Settings of a WasmPlugin. */
export interface WasmPluginProps extends ProxyPlace {
  /** Where the module is: `oci://`, `https://`, `http://`, or `file://` in the proxy's image. */
  readonly url: string;
  /** Digest of the module (64 hexadecimal digits), which a proxy checks. @default not checked */
  readonly sha256?: string;
  /** When the module is fetched again. @default 'IfNotPresent', for the tag `latest` 'Always' */
  readonly imagePullPolicy?: 'IfNotPresent' | 'Always';
  /** Name of the Secret, in the plugin's namespace of each cluster, with which the image is pulled. */
  readonly imagePullSecret?: string;
  /** Name within the module, where it holds several. */
  readonly pluginName?: string;
  /** What the plugin reads when it starts. */
  readonly pluginConfig?: Readonly<Record<string, unknown>>;
  /** Before which of Istio's own filters it goes. @default behind all of them */
  readonly phase?: 'AUTHN' | 'AUTHZ' | 'STATS';
  /** Of several in one phase the higher goes first. @default 0 */
  readonly priority?: number;
  /** What happens to requests while the plugin does not work. @default 'FAIL_CLOSE' */
  readonly failStrategy?: 'FAIL_CLOSE' | 'FAIL_OPEN' | 'FAIL_RELOAD';
  /** Whether it reads HTTP, or bytes. @default 'HTTP' */
  readonly type?: 'HTTP' | 'NETWORK';
  /** Alternatives. @default all traffic */
  readonly match?: readonly [WasmMatch, ...WasmMatch[]];
  /** Its environment: a text, or the variable of that name in the proxy's own. */
  readonly env?: Readonly<Record<string, string | { readonly from: 'HOST' }>>;
}

/**
 * A WebAssembly module in the proxies of a service, a gateway, some pods, a namespace or the mesh. All that are for a
 * proxy run in it. What one does to requests is not judged, and proofs say so.
 * @see https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/
 */
export class WasmPlugin<V extends string = never, P extends string = never> extends Element {
  readonly subject: Mesh | IngressGateway | Service<V, P>;
  readonly props: WasmPluginProps;

  constructor(scope: Mesh | IngressGateway | ServiceInMesh<V, P>, id: string, props: WasmPluginProps) {
    super(scope, id);
    this.subject = scope;
    this.props = props;
  }
}
