/**
 * Compiles src/ and plugins/ into dist/. With `--if-sources` (npm's `prepare`) it does nothing where there is
 * nothing to compile or nothing to compile with, and nothing where dist/ is newer than every source.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const inputs = ['src', 'plugins', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']
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
build(compiler)

function findCompiler() {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc')
  } catch {
    return undefined
  }
}

/** Compiles beside dist/ and swaps: a program that starts meanwhile, or another build, never finds half of it. */
function build(tsc) {
  const fresh = join(root, 'node_modules', `.claudecodex-build-${process.pid}`)
  const dist = join(root, 'dist')
  const started = new Date()
  const parameters = [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh]
  const { status } = spawnSync(process.execPath, parameters, { cwd: root, stdio: 'inherit' })
  // tsc writes its output in spite of errors.
  if (status === 0) {
    const program = join(fresh, 'src', 'cli.js')
    chmodSync(program, 0o755)
    // What is saved while the compiler runs is newer than what it has read.
    utimesSync(program, started, started)
    rmSync(dist, { recursive: true, force: true })
    renameSync(fresh, dist)
  }
  rmSync(fresh, { recursive: true, force: true })
  process.exitCode = status === 0 ? 0 : 1
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
