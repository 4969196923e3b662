/**
 * Compiles src/ and plugins/ into dist/. With `--if-sources` (npm's `prepare`) it does nothing where there is
 * nothing to compile or nothing to compile with, and nothing where dist/ is newer than every source.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const inputs = ['src', 'plugins', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']
/** What is run or imported by its path; the last two by the benchmark. `run-plugin-tests` is a program of its own. */
const entries = [
  'src/cli.ts',
  'src/index.ts',
  'src/testing/index.ts',
  'src/commands/run-plugin-tests.ts',
  'src/commands/proxy.ts',
  'src/config/load.ts',
]
const compiler = findCompiler()

if (process.argv.includes('--if-sources')) {
  if (!existsSync(join(root, 'src'))) process.exit(0)
  if (!compiler) {
    // Silence would leave a `claudecodex` on the path that starts nothing.
    console.error(
      'claudecodex: TypeScript is not installed, so dist/ was not built: run `npm install` here first',
    )
    process.exit(0)
  }
  if (isFresh()) process.exit(0)
}
if (!compiler) {
  console.error('TypeScript is not installed: run `npm install` first')
  process.exit(1)
}
await build(compiler)

function findCompiler() {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc')
  } catch {
    return undefined
  }
}

/** Compiles beside dist/ and swaps: a program that starts meanwhile, or another build, never finds half of it. */
async function build(tsc) {
  const fresh = join(root, 'node_modules', `.claudecodex-build-${process.pid}`)
  const dist = join(root, 'dist')
  const started = new Date()
  const parameters = [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh]
  try {
    // Types and their declarations; the compiler writes them in spite of errors.
    const { status } = spawnSync(process.execPath, parameters, { cwd: root, stdio: 'inherit' })
    if (status !== 0) throw new Error('the sources do not compile')
    await bundle(fresh)
    const exchanges = join('src', 'testing', 'exchanges')
    cpSync(join(root, exchanges), join(fresh, exchanges), { recursive: true })
    const program = join(fresh, 'src', 'cli.js')
    chmodSync(program, 0o755)
    // What is saved while the compiler runs is newer than what it has read.
    utimesSync(program, started, started)
    rmSync(dist, { recursive: true, force: true })
    renameSync(fresh, dist)
  } catch (thrown) {
    console.error(thrown.message)
    process.exitCode = 1
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/**
 * A few files in place of a few hundred: for Node finding, reading and linking modules is most of a start. What several
 * entries share is in chunks, so that there is one copy of everything.
 */
async function bundle(outdir) {
  const { build } = await import('esbuild')
  const plugins = readdirSync(join(root, 'plugins')).filter(name => name.endsWith('.ts'))
  await build({
    absWorkingDir: root,
    entryPoints: [...entries, ...plugins.map(name => `plugins/${name}`)],
    outbase: '.',
    outdir,
    // As deep as the sources that look for their neighbours.
    chunkNames: 'src/chunks/[name]-[hash]',
    alias: { claudecodex: './src/index.ts' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'warning',
  })
}

function isFresh() {
  const built = statSync(join(root, 'dist', 'src', 'cli.js'), { throwIfNoEntry: false })
  return built !== undefined && Math.max(...inputs.map(input => newest(join(root, input)))) <= built.mtimeMs
}

/** Folders count with their own time, which changes when a file in them is removed. */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map(name => newest(join(path, name))))
}
