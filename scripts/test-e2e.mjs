/**
 * `npm run test:e2e`: the built proxy with the current release of Claude Code, which is fetched from the registry
 * into a cache outside the clone. What is unreachable is said, never passed over: exit 75 where there was nothing to
 * test with, 1 for every failure. Further arguments go to mocha: `npm run test:e2e -- --grep interrupt`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isInstalled } from './installed.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const cache = process.env.CLAUDECODEX_E2E_CACHE ?? join(homedir(), '.cache', 'claudecodex-e2e')
const client = '@anthropic-ai/claude-code'
/** 75 is EX_TEMPFAIL of sysexits: try again later. CI must not take it for a pass. */
const exitUnreachable = 75
/** Each version is some 360 MB. The one before stays for a run that is using it, and to compare a new one with. */
const versionsKept = 2
// Set by npm itself; a path to JavaScript, which starts on Windows too, where `npm` is a script.
const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']

if (!isInstalled(root)) mustRun([...npm, 'ci', '--ignore-scripts'])
const binary = findClient()
mustRun([process.execPath, 'scripts/build.mjs'])
const mocha = [
  process.execPath,
  join('node_modules', 'mocha', 'bin', 'mocha.js'),
  '--config',
  '.mocharc.e2e.json',
]
mustRun([...mocha, ...process.argv.slice(2)], { CLAUDECODEX_E2E_CLIENT: binary })

function mustRun([program, ...parameters], environment = {}) {
  const { status, error } = spawnSync(program, parameters, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  })
  if (error) console.error(error.message)
  if (status !== 0) process.exit(1)
}

/** Path of the client's binary: of the version the registry calls `latest`, else of the newest one in the cache. */
function findClient() {
  // `latest` is named, since npm on an older Node picks by itself a release whose `engines` admit that Node.
  const asked = askNpm(['view', `${client}@latest`, 'version', '--json'])
  if (asked.failure) return fallBack(asked.failure)
  const version = JSON.parse(asked.output)
  const installed = binaryOf(version)
  if (installed) {
    console.log(`Claude Code ${version} (from ${join(cache, version)})`)
    return installed
  }
  const failure = install(version)
  if (failure) return fallBack(failure)
  console.log(`Claude Code ${version} (installed into ${join(cache, version)})`)
  return binaryOf(version)
}

function fallBack({ unreachable, text }) {
  const version = cachedVersions().find(binaryOf)
  const what = unreachable ? 'registry unreachable' : `npm failed: ${text}`
  if (version) {
    console.log(`NOTE: ${what}; Claude Code ${version} from the cache is used and may not be the current one`)
    return binaryOf(version)
  }
  if (!unreachable) {
    console.error(`Claude Code could not be fetched, and ${cache} holds none: ${what}`)
    process.exit(1)
  }
  console.error(`SKIPPED: registry unreachable (${text}) and no Claude Code in ${cache}: nothing was tested`)
  process.exit(exitUnreachable)
}

/** Installs beside the others and moves the whole into place, so that an interrupted install is never found. */
function install(version) {
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, '.installing-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    // Its `engines` want a newer Node, but what runs is a native binary; its script would only copy that once more.
    const flags = ['--engine-strict=false', '--ignore-scripts', '--no-audit', '--no-fund', '--json']
    const { failure } = askNpm(['install', ...flags, `${client}@${version}`], folder)
    if (failure) return failure
    if (!binaryIn(folder)) {
      const platform = `${process.platform}-${process.arch}`
      return { unreachable: false, text: `Claude Code ${version} has no binary for ${platform}` }
    }
    rmSync(join(cache, version), { recursive: true, force: true })
    renameSync(folder, join(cache, version))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  for (const old of cachedVersions().slice(versionsKept)) {
    rmSync(join(cache, old), { recursive: true, force: true })
  }
}

function askNpm(parameters, folder = root) {
  const [program, ...first] = npm
  const patience = ['--fetch-retries=1', '--fetch-timeout=60000', '--loglevel=error']
  const { status, stdout, stderr, error } = spawnSync(program, [...first, ...parameters, ...patience], {
    cwd: folder,
    encoding: 'utf8',
    shell: program === 'npm' && process.platform === 'win32',
  })
  if (status === 0) return { output: stdout }
  const code = error?.code ?? /"code": "(\w+)"/.exec(stdout)?.[1] ?? /code (\w+)/.exec(stderr)?.[1] ?? ''
  const unreachable =
    /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|E(HOST|NET)UNREACH|ERR_SOCKET_TIMEOUT|E5\d\d)$/.test(code)
  const text = unreachable ? code : (error?.message ?? `${code}\n${stderr.trim()}`)
  return { failure: { unreachable, text } }
}

/** Versions in the cache, the newest first. */
function cachedVersions() {
  if (!existsSync(cache)) return []
  const versions = readdirSync(cache).filter(name => /^\d+\.\d+\.\d+/.test(name))
  return versions.sort((one, other) => other.localeCompare(one, 'en', { numeric: true }))
}

function binaryOf(version) {
  return binaryIn(join(cache, version))
}

/** npm has installed the one platform package that fits this machine; which one that is need not be known here. */
function binaryIn(folder) {
  const scope = join(folder, 'node_modules', '@anthropic-ai')
  if (!existsSync(scope)) return undefined
  const name = process.platform === 'win32' ? 'claude.exe' : 'claude'
  const packages = readdirSync(scope).filter(entry => entry.startsWith('claude-code-'))
  return packages.map(entry => join(scope, entry, name)).find(path => existsSync(path))
}
