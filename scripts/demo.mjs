/**
 * `npm run demo`: the proxy with a backend that needs no key and no network, on a fresh clone too: installs and builds
 * what is missing, then serves until Ctrl-C.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isInstalled } from './installed.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const program = join(root, 'dist', 'src', 'cli.js')
// Set by npm itself; a path to JavaScript, which starts on Windows too, where `npm` is a script.
const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']

if (!isInstalled(root)) {
  console.log('installing the packages of package-lock.json ...')
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  mustRun([...npm, 'ci', ...quiet], ['ignore', 'ignore', 'inherit'])
}
if (!existsSync(program)) console.log('building ...')
mustRun([process.execPath, 'scripts/build.mjs', '--if-sources'])
await serve()

function mustRun([command, ...parameters], stdio = 'inherit') {
  const shell = command === 'npm' && process.platform === 'win32'
  const { status, error } = spawnSync(command, parameters, { cwd: root, stdio, shell })
  if (error) console.error(error.message)
  if (status !== 0) process.exit(1)
}

/** Further flags of `serve` may follow: `npm run demo -- --verbose`. */
function serve() {
  const flags = ['--backend', 'demo', '--no-config', '--next-port', ...process.argv.slice(2)]
  const child = spawn(process.execPath, [program, 'serve', ...flags], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  return new Promise(resolve => {
    child.on('exit', (code, signal) => {
      // Ctrl-C is how a demo ends; npm would report any other code than 0 as an error.
      process.exitCode = code === 130 ? 0 : (code ?? (signal ? 1 : 0))
      resolve()
    })
  })
}
