import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../diagnostics/errors.ts';
import { nearestName } from '../../istio/nearest.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';

const PAGES = fileURLToPath(new URL('../../../docs/diagnostics/', import.meta.url));

/** What lies beside the pages: the index, and whose rules are covered. */
const TABLES = ['README.md', 'coverage.md'];

/** Prints the page of a diagnostic's code. */
export const explain: CliCommand = {
  register(program, run) {
    program
      .command('explain')
      .description('tell more about the code of a diagnostic')
      .argument('[code]', 'code as printed; without one, all codes')
      .option('--json', 'print JSON')
      .action((code: string | undefined, options: { json?: boolean }) => run(async (io) => show(io, code), options));
  },
};

function show(io: Io, code: string | undefined): ExitStatus {
  const codes = readdirSync(PAGES)
    .filter((name) => name.endsWith('.md') && !TABLES.includes(name))
    .map((name) => name.slice(0, -3))
    .sort();
  if (code === undefined) {
    io.result(codes.join('\n'), codes);
    return 0;
  }
  if (!codes.includes(code)) {
    const nearest = nearestName(code, codes);
    throw new UsageError(
      `There is no diagnostic '${code}'.`,
      nearest ? `Did you mean ${nearest}?` : 'meshwright explain lists them all.',
    );
  }
  const text = readFileSync(join(PAGES, `${code}.md`), 'utf8');
  io.result(text, { code, text });
  return 0;
}
