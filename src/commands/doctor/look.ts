/** Looks at this machine: Claude Code's settings and sign-in, its program, and whether a port can be bound. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Environment } from '../../wire/proxy.ts'
import { windowsInvocation } from '../windows-program.ts'
import {
  type ClientSettings,
  clientFolder,
  parseSettings,
  settingsPlaces,
  type Whereabouts,
} from './client-settings.ts'
import type { ClientProgram } from './machine.ts'

/** Undefined for a file that is not there. Throws for one that cannot be read. */
export type ReadText = (file: string) => Promise<string | undefined>

export const readText: ReadText = file =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })

/** The settings files that are there, the strongest first. */
export async function readSettings(
  where: Whereabouts,
  read: ReadText = readText,
): Promise<readonly ClientSettings[]> {
  const found = await Promise.all(
    settingsPlaces(where).map(async (place): Promise<readonly ClientSettings[]> => {
      try {
        const text = await read(place.file)
        return text === undefined ? [] : [parseSettings(place, text)]
      } catch (thrown) {
        const { code = 'no code' } = thrown as NodeJS.ErrnoException
        return [{ ...place, env: {}, apiKeyHelper: false, fault: `it cannot be read (${code})` }]
      }
    }),
  )
  return found.flat()
}

/** Whether Claude Code keeps a sign-in: in a file, on macOS in the keychain, of which its own notes know. */
export async function isSignedIn(
  where: Whereabouts,
  environment: Environment,
  read: ReadText = readText,
): Promise<boolean> {
  if (environment.CLAUDE_CODE_OAUTH_TOKEN) return true
  const notes = join(where.configFolder || where.home, '.claude.json')
  const [credentials, account] = await Promise.all([
    keyIn(join(clientFolder(where), '.credentials.json'), 'claudeAiOauth', read),
    keyIn(notes, 'oauthAccount', read),
  ])
  return credentials || account
}

/** Whether a file of JSON has a key; its value is not looked at. */
async function keyIn(file: string, key: string, read: ReadText): Promise<boolean> {
  try {
    const value: unknown = JSON.parse((await read(file)) ?? '{}')
    return typeof value === 'object' && value !== null && Boolean((value as Record<string, unknown>)[key])
  } catch {
    return false
  }
}

/** Milliseconds. The client is a large program. */
const startLimit = 15_000

/** Asks Claude Code for its version, and for nothing else. */
export function findClient(
  environment: Environment,
  command = 'claude',
  platform = process.platform,
): Promise<ClientProgram> {
  const { program, parameters, shell } =
    platform === 'win32'
      ? windowsInvocation(command, ['--version'], environment)
      : { program: command, parameters: ['--version'], shell: false }
  return new Promise(resolve => {
    const options = { env: { ...environment }, timeout: startLimit, shell, windowsHide: true }
    execFile(program, [...parameters], options, (error, stdout) => resolve(clientOf(error, stdout)))
  })
}

function clientOf(
  error: (Error & { code?: unknown; killed?: boolean }) | null,
  stdout: string,
): ClientProgram {
  const version = /\d+\.\d+\.\d+[^\s)]*/.exec(stdout)?.[0]
  if (!error && version !== undefined) return { kind: 'version', version }
  // The second code is what cmd.exe ends with.
  if (error?.code === 'ENOENT' || error?.code === 9009) return { kind: 'missing' }
  if (error?.killed) return { kind: 'broken', reason: `it has not ended within ${startLimit / 1000} seconds` }
  const [reason = ''] = (error?.message ?? 'it names no version').split('\n', 1)
  return { kind: 'broken', reason }
}

/** Code of the error with which a port cannot be bound; undefined where it can. */
export function bindingError(host: string, port: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}
