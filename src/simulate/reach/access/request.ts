import type { Labels } from '../../../istio/labels.ts';
import type { JwtFacts } from '../../request.ts';
import type { SeenRequest } from '../../routed.ts';

/** A request as a server's proxy judges it. */
export interface AccessRequest {
  /** `<trust domain>/ns/<namespace>/sa/<service account>`; undefined: the connection is not mutual TLS. */
  readonly identity: string | undefined;
  readonly protocol: 'http' | 'tcp';
  /** On the pod; undefined: not known. */
  readonly port: number | undefined;
  readonly seen: SeenRequest;
  /** Name in the TLS handshake; undefined: no TLS, or not known. */
  readonly sni?: string | undefined;
  readonly jwt?: JwtFacts | undefined;
}

/** Pods whose proxy judges. */
export interface JudgingWorkload {
  readonly namespace: string;
  readonly labels: Labels;
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
}
