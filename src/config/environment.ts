/** The real environment, and what a `.env` in the working directory may add to it. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from '../wire/proxy.ts'
import { type Dotenv, parseDotenv } from './dotenv.ts'
import { ConfigError } from './errors.ts'
import { nearest } from './nearest.ts'
import { rowOf, variables } from './variables.ts'

export interface LoadedEnvironment {
  /** What decides: the real environment, and from `.env` what it leaves open and `.env` may set. */
  readonly values: Readonly<Record<string, string>>
  /** The real environment alone. */
  readonly real: Environment
  /** Variables of `.env` that this program does not know: for a configuration file that stands beside it. */
  readonly others: Readonly<Record<string, string>>
  /** The `.env` that was read. */
  readonly file?: string
  readonly notices: readonly string[]
}

/**
 * Reads `.env` in `folder`. Keys and options are taken from it; never a backend, a URL or a host, which a cloned
 * repository could otherwise use to have the user's credentials sent to a place of its own choosing.
 */
export async function loadEnvironment(folder: string, real: Environment): Promise<LoadedEnvironment> {
  const file = join(folder, '.env')
  const given = await readDotenv(file)
  const known = { ...definedOf(real) }
  if (given === 'absent' || given === 'folder') {
    return { values: known, real, others: {}, notices: given === 'folder' ? [folderNotice] : [] }
  }
  const values = { ...known }
  const others: Record<string, string> = {}
  const notices = given.junk.length > 0 ? [junkNotice(given.junk)] : []
  for (const [name, value] of Object.entries(given.values)) {
    if (known[name] !== undefined || value === '') continue
    const row = rowOf(name)
    if (row?.dotenv) values[name] = value
    else if (row) notices.push(ignored(name))
    else others[name] = value
  }
  return { values, real, others, file, notices: [...notices, ...misspelt(Object.keys(others))] }
}

const folderNotice = '.env is a folder, and not read'

/** Without what stands there, which may be half of a key. */
const junkNotice = (lines: readonly number[]): string =>
  lines.length === 1
    ? `line ${lines[0]} of .env is no NAME=value and is ignored`
    : `lines ${lines.join(', ')} of .env are no NAME=value and are ignored`

const misspelt = (names: readonly string[]): readonly string[] =>
  names.flatMap(name => {
    const meant = nearest(name, Object.keys(variables))
    // A second key beside the first has a name that goes on where the known one ends.
    return meant === undefined || name.startsWith(meant)
      ? []
      : [`${name} in .env is nothing that claudecodex reads - did you mean "${meant}"?`]
  })

const ignored = (name: string): string => {
  const elsewhere = (rowOf(name)?.counterpart ?? '').replaceAll('`', '').split(', ').filter(Boolean)
  const ways = elsewhere.map(way =>
    way.includes('--') ? `with ${way}` : `as ${way} in the configuration file`,
  )
  return (
    `${name} in .env is ignored, because a .env selects no backend, URL or host: ` +
    `set it ${['in the environment', ...ways].join(', or ')}`
  )
}

async function readDotenv(file: string): Promise<Dotenv | 'absent' | 'folder'> {
  try {
    return parseDotenv(await readFile(file, 'utf8'))
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'absent'
    if (code === 'EISDIR') return (await isPythons(file)) ? 'absent' : 'folder'
    throw new ConfigError('cannot be read: change its permissions or remove it', { file, cause })
  }
}

/** Many call the folder of a virtual environment so. */
const isPythons = (folder: string): Promise<boolean> =>
  stat(join(folder, 'pyvenv.cfg')).then(
    () => true,
    () => false,
  )

const definedOf = (values: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )

/**
 * Calls `work` with further variables in `process.env`, for configuration files that read it; then they are gone
 * again, so that nothing else in the process comes to depend on them.
 */
export async function withVariables<Value>(
  added: Readonly<Record<string, string>>,
  work: () => Promise<Value>,
): Promise<Value> {
  const names = Object.keys(added).filter(name => process.env[name] === undefined)
  for (const name of names) process.env[name] = added[name]
  try {
    return await work()
  } finally {
    for (const name of names) delete process.env[name]
  }
}
