import { shellWord } from '../shell-word.ts';
import { code } from './quote.ts';

/** A command for a person to paste: whatever the id is, it stays one word of it. */
export function command(name: string, rollout: string): string {
  return code(`meshwright ${name} ${shellWord(rollout)}`, 500);
}
