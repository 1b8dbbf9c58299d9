import type { CliCommand } from '../command.ts';
import { goBackCommand } from '../go-back.ts';

/** Makes way for a canary that the source has changed while it was under way. */
export const supersede: CliCommand = {
  register(program, run) {
    goBackCommand(program, run, 'supersede', 'propose to take a canary back, and start the changed one instead');
  },
};
