import { plural, renderDiagnostics } from '../../report/diagnostics.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { compileSource } from '../source.ts';

/** Compiles and judges; writes nothing. */
export const check: CliCommand = {
  register(program, run) {
    program
      .command('check')
      .description('judge the mesh without writing anything')
      .option('--json', 'print JSON')
      .action((options: { json?: boolean }) => run(judge, options));
  },
};

async function judge(io: Io): Promise<ExitStatus> {
  const { diagnostics, failed, folder, output } = await io.during('Compiling', compileSource());
  io.note(output);
  const meshes = folder.bundle.meshes.map(
    ({ inventory }) =>
      `${inventory.mesh} (${plural(inventory.clusters.length, 'cluster')}, ${plural(inventory.services.length, 'service')})`,
  );
  const good = diagnostics.length === 0 ? `${io.paint.green('ok')}: ${meshes.join(', ') || 'no mesh'}` : '';
  io.result(`${renderDiagnostics(diagnostics, io.paint)}${good}`, { diagnostics });
  return failed ? 1 : 0;
}
