import type { Oracle } from './oracle.ts';

/** What the program of `../istio` answers; its README says what the fields mean. */
export interface Judgement {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly verdict: 'error' | 'warning' | 'ok';
  readonly parse?: string;
  readonly metadata?: readonly string[];
  readonly crd?: readonly string[];
  readonly unknown?: readonly string[];
  readonly releases?: Readonly<
    Record<string, { readonly crd?: readonly string[]; readonly unknown?: readonly string[] }>
  >;
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
  readonly unstable?: boolean;
}

export interface AnalysisMessage {
  readonly cluster?: string;
  readonly code: string;
  readonly level: 'error' | 'warning' | 'info';
  readonly resource?: string;
  readonly line?: number;
  readonly message: string;
}

export interface ProxyQuestion {
  readonly type?: 'sidecar' | 'router';
  readonly namespace: string;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly cluster: string;
  readonly network?: string;
  readonly serviceAccount?: string;
  readonly ip?: string;
  readonly locality?: string;
  readonly istioVersion?: string;
}

export interface CallQuestion {
  readonly mode?: 'outbound' | 'gateway' | 'inbound';
  readonly host?: string;
  readonly address?: string;
  readonly port: number;
  readonly protocol?: 'http' | 'http2' | 'tcp';
  readonly tls?: 'plaintext' | 'tls' | 'mtls';
  readonly sni?: string;
  readonly alpn?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CallAnswer {
  readonly error?: string;
  readonly address?: string;
  readonly listener?: string;
  readonly filterChain?: string;
  readonly routeConfig?: string;
  readonly virtualHost?: string;
  readonly terminates?: 'tls' | 'mtls' | 'mesh';
  readonly route?: RouteAnswer;
  readonly destinations?: readonly DestinationAnswer[];
}

export interface RouteAnswer {
  readonly name?: string;
  readonly index: number;
  readonly config?: string;
  readonly action: 'route' | 'redirect' | 'direct response' | 'none';
  readonly timeout?: string;
  readonly retries?: { readonly attempts: number; readonly on?: string; readonly perTryTimeout?: string };
  readonly mirrors?: readonly DestinationAnswer[];
  /** Envoy's own messages. */
  readonly fault?: { readonly abort?: object };
}

export interface DestinationAnswer {
  readonly cluster: string;
  readonly weight: number;
  readonly exists: boolean;
  readonly type?: string;
  readonly endpoints?: readonly EndpointAnswer[];
}

export interface EndpointAnswer {
  readonly address: string;
  readonly port?: number;
  readonly locality?: string;
  readonly priority: number;
  readonly weight?: number;
  readonly localityWeight?: number;
  readonly health?: string;
  readonly workload?: string;
  readonly tls: string;
  readonly sni?: string;
}

export interface MeshQuestion {
  readonly mesh: string;
  readonly configCluster: string;
  readonly clusters: Readonly<Record<string, { readonly objects?: readonly object[]; readonly yaml?: string }>>;
  readonly meshConfig?: string;
  readonly meshNetworks?: string;
}

/** Istio's verdicts, object by object and in their order; `crds`: files of other releases' CRDs to judge by besides. */
export function validate(
  oracle: Oracle,
  objects: readonly unknown[],
  crds: Readonly<Record<string, string>> = {},
): Promise<readonly Judgement[]> {
  return oracle.ask('validate', { objects, crds });
}

/** Starts what an istiod of the config cluster would be; `route` asks it under the same name. */
export function startMesh(oracle: Oracle, question: MeshQuestion): Promise<{ readonly ignored: readonly string[] }> {
  return oracle.ask('mesh', question);
}

export function route(
  oracle: Oracle,
  mesh: string,
  proxy: ProxyQuestion,
  calls: readonly CallQuestion[],
): Promise<readonly CallAnswer[]> {
  return oracle.ask('route', { mesh, proxy, calls });
}
