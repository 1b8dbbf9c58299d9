import { Construct } from 'constructs';
import { captureOrigin, type Origin } from '../diagnostics/origin.ts';
import { takeInTwins } from './twins.ts';

/** A construct that remembers the author's line. Base of everything in this folder but Cluster, which is a Chart. */
export abstract class Element extends Construct {
  readonly origin: Origin = captureOrigin();

  constructor(scope: Construct, id: string) {
    super(scope, id);
    takeInTwins(this);
  }
}
