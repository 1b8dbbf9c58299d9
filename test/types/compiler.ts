import { relative } from 'node:path';
import ts from 'typescript';

export interface TypeError {
  /** Counted from 1. */
  readonly line: number;
  /** The line of the source it points at. */
  readonly source: string;
  /** The first line of the message; its elaborations are left out. */
  readonly message: string;
}

/** What the compiler finds wrong with some files, and only with them, by path relative to `folder`. */
export function typeErrors(
  root: string,
  files: readonly string[],
  folder: string,
): ReadonlyMap<string, readonly TypeError[]> {
  const program = projectProgram(root, files);
  const checked = files.map((file) => [relative(folder, file).replaceAll('\\', '/'), errorsIn(program, file)] as const);
  return new Map(checked.filter(([, found]) => found.length > 0));
}

function errorsIn(program: ts.Program, path: string): readonly TypeError[] {
  const file = program.getSourceFile(path);
  const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return found.map(({ file, start = 0, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
    const message = ts.flattenDiagnosticMessageText(messageText, '\n').split('\n')[0] ?? '';
    return { line: line + 1, source: file?.text.split('\n')[line]?.trim() ?? '', message };
  });
}

/** A program under the options of the project's tsconfig.json. */
export function projectProgram(root: string, files: readonly string[]): ts.Program {
  const { config } = ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  return ts.createProgram(files, options);
}
