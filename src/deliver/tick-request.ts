import type { ForeignObject } from './applied.ts';
import type { BundleFolder } from './bundle-folder.ts';
import type { Forge } from './forges/contract.ts';
import type { Git } from './git.ts';
import type { Webhook } from './notify-post.ts';
import type { DeliverySettings } from './settings.ts';
import type { Sources } from './sources/contract.ts';

/** One repository of the applied tree, and everything that a run of delivery needs there. */
export interface TickRequest {
  readonly git: Git;
  readonly forge: Forge;
  readonly folder: BundleFolder;
  /** The branch that holds the applied tree. */
  readonly branch: string;
  readonly clockScale: number;
  /** How people name the repository; told with each lane where there are several. */
  readonly repository?: string;
  /** What is applied beside the tree: it counts for proofs, and as older than what Meshwright writes. */
  readonly existing?: readonly ForeignObject[];
  /** Open steps although their proof fails. Default: false. */
  readonly unproven?: boolean;
  /** Decide and tell, but do nothing. */
  readonly dryRun: boolean;
  /** Clusters whose folders this repository holds, where there is more than one repository. Default: all. */
  readonly clusters?: readonly string[];
  readonly settings?: DeliverySettings;
  /** Answers what gates ask. Default: nobody does, and such gates wait. */
  readonly sources?: Sources;
  /** Who hears of each stage that was merged. */
  readonly webhooks?: readonly Webhook[];
  /** Hears what went wrong without being an error of the run, such as a webhook that does not answer. */
  readonly note?: (text: string) => void;
}
