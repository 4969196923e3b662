/** The real environment, and what a `.env` in the working directory may add to it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { Environment } from '../wire/proxy.ts'
import { ConfigError } from './errors.ts'
import { rowOf } from './variables.ts'

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
  if (given === undefined) return { values: known, real, others: {}, notices: [] }
  const values = { ...known }
  const others: Record<string, string> = {}
  const notices: string[] = []
  for (const [name, value] of Object.entries(given)) {
    if (known[name] !== undefined || value === '') continue
    const row = rowOf(name)
    if (row?.dotenv) values[name] = value
    else if (row) notices.push(ignored(name))
    else others[name] = value
  }
  return { values, real, others, file, notices }
}

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

async function readDotenv(file: string): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    return definedOf(parseEnv((await readFile(file, 'utf8')).replace(/^\uFEFF/, '')))
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    // A folder of that name is a virtual environment of Python.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw new ConfigError('cannot be read: change its permissions or remove it', { file, cause })
  }
}

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
