/** What one gate says of the stage in force, for people to read. */
export interface Evidence {
  /** Its kind, such as `bake`, or a name that tells it from others of its kind. */
  readonly gate: string;
  readonly verdict: 'pass' | 'wait' | 'fail' | 'inconclusive';
  /** One sentence. Where it comes from a program or a server, it is whatever that said. */
  readonly evidence: string;
}
