import type { ConfigView } from '../../config-view.ts';
import type { Failure, ObjectRef } from '../../outcome.ts';
import type { ClientProxy, KnownService } from '../../routed.ts';
import type { EffectiveDestinationRule } from '../destination-rule/effective.ts';
import type { LocalitySetting } from '../locality/setting.ts';
import type { ClientTls } from '../tls/client.ts';
import type { Arrival } from './arrive.ts';

/** A destination as one proxy asks for it. */
export interface AskedDestination {
  readonly view: ConfigView;
  readonly proxy: ClientProxy;
  readonly host: string;
  readonly service: KnownService | undefined;
  readonly port: number;
  readonly subset: string | undefined;
  readonly protocol: 'http' | 'tcp';
  readonly applicationTls: boolean;
  /** Sent unchanged to the address that the client resolved. */
  readonly passthrough: boolean;
}

/** All that does not depend on the single request: made once, asked many times. */
export interface Plan {
  readonly rule: EffectiveDestinationRule;
  readonly ruleObject: ObjectRef | undefined;
  readonly service: KnownService | undefined;
  readonly failure: Failure | undefined;
  readonly external: boolean;
  readonly sticky: string | undefined;
  readonly tls: ClientTls | undefined;
  readonly locality: LocalitySetting | undefined;
  readonly arrivals: readonly Arrival[];
  readonly unjudged: readonly string[];
}
