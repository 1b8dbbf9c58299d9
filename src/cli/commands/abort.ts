import type { CliCommand } from '../command.ts';
import { goBackCommand } from '../go-back.ts';

/** Gives a canary up, also one that the source has changed or dropped by now. */
export const abort: CliCommand = {
  register(program, run) {
    goBackCommand(program, run, 'abort', 'propose to give a canary up, whatever the source says of it by now');
  },
};
