/** Packs the project as `npm publish` would, and installs it as a user would: production dependencies only. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface InstalledPackage {
  /** The folder of the user's project, whose `node_modules` holds the package. */
  readonly project: string
  /** An empty home folder. */
  readonly home: string
  /** Paths in the tarball. */
  readonly files: readonly string[]
  remove(): void
}

type Packed = [{ readonly filename: string; readonly files: readonly { readonly path: string }[] }]

interface Lock {
  readonly packages: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Needs no registry where the packages of the lock file have been installed before: npm's cache holds them. */
export function installPackage(): InstalledPackage {
  const folder = mkdtempSync(join(tmpdir(), 'claudecodex-package-'))
  const [project, home] = [join(folder, 'project'), join(folder, 'home')]
  for (const path of [project, home]) mkdirSync(path)
  run(process.execPath, [join(root, 'scripts', 'build.mjs'), '--if-sources'], root)
  const packed = npm(['pack', '--ignore-scripts', '--json', '--pack-destination', project], root)
  const [{ filename, files }] = JSON.parse(packed) as Packed
  writeProject(project, filename)
  npm(['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], project)
  return {
    project,
    home,
    files: files.map(({ path }) => path),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** A lock file beside the tarball makes npm install the very versions that the other tests ran with. */
function writeProject(project: string, tarball: string): void {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>
  const bytes = readFileSync(join(project, tarball))
  const dependencies = { claudecodex: `file:${tarball}` }
  const packages = {
    '': { name: 'user', version: '1.0.0', dependencies },
    'node_modules/claudecodex': {
      version: own.version,
      resolved: `file:${tarball}`,
      integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
      dependencies: own.dependencies,
      bin: own.bin,
      engines: own.engines,
    },
    ...Object.fromEntries(
      Object.entries(lock.packages).filter(([path, entry]) => path !== '' && entry.dev !== true),
    ),
  }
  const manifest = { name: 'user', version: '1.0.0', type: 'module', private: true, dependencies }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  writeFileSync(
    join(project, 'package-lock.json'),
    JSON.stringify({ name: 'user', version: '1.0.0', lockfileVersion: 3, requires: true, packages }),
  )
}

function npm(parameters: readonly string[], folder: string): string {
  const path = process.env.npm_execpath
  return path ? run(process.execPath, [path, ...parameters], folder) : run('npm', parameters, folder)
}

/** The standard output; what a failing program printed is in the error. */
export const run = (program: string, parameters: readonly string[], folder: string): string =>
  execFileSync(program, parameters, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
