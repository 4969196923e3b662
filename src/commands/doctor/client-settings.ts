/** Claude Code's own settings files, and what in them comes before the environment that leads the client here. */
import { posix, win32 } from 'node:path'
import { shortPath } from '../banner.ts'

/** Whose file it is. Seen with Claude Code 2.1.330: the first that sets a variable wins, the shell comes last. */
export const scopes = ['managed', 'local', 'project', 'user'] as const
export type Scope = (typeof scopes)[number]

export interface SettingsPlace {
  readonly scope: Scope
  readonly file: string
}

export interface ClientSettings extends SettingsPlace {
  /** Variables that the client sets for itself. */
  readonly env: Readonly<Record<string, string>>
  readonly apiKeyHelper: boolean
  readonly forceLoginMethod?: string
  /** To which kinds of provider an administrator restricts the client. */
  readonly allowedProviders?: readonly string[]
  /** Why the file cannot be read. */
  readonly fault?: string
}

export interface Whereabouts {
  readonly platform: NodeJS.Platform
  readonly home: string
  /** The folder that the client is started in. */
  readonly folder: string
  /** `CLAUDE_CONFIG_DIR`, where it is set. */
  readonly configFolder?: string | undefined
}

/** The client's own folder. */
export const clientFolder = ({ platform, home, configFolder }: Whereabouts): string =>
  configFolder || pathsOf(platform).join(home, '.claude')

/** Where settings may be, the strongest first. */
export function settingsPlaces(where: Whereabouts): readonly SettingsPlace[] {
  const { join } = pathsOf(where.platform)
  return [
    { scope: 'managed', file: join(managedFolder(where.platform), 'managed-settings.json') },
    { scope: 'local', file: join(where.folder, '.claude', 'settings.local.json') },
    { scope: 'project', file: join(where.folder, '.claude', 'settings.json') },
    { scope: 'user', file: join(clientFolder(where), 'settings.json') },
  ]
}

const pathsOf = (platform: NodeJS.Platform) => (platform === 'win32' ? win32 : posix)

function managedFolder(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return '/Library/Application Support/ClaudeCode'
  return platform === 'win32' ? 'C:\\Program Files\\ClaudeCode' : '/etc/claude-code'
}

/** What a file says of what matters here. */
export function parseSettings(place: SettingsPlace, text: string): ClientSettings {
  const nothing = { ...place, env: {}, apiKeyHelper: false }
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return { ...nothing, fault: 'it is no JSON' }
  }
  if (!isObject(value)) return { ...nothing, fault: 'it holds no object' }
  const { env, apiKeyHelper, forceLoginMethod, allowedProviders } = value
  return {
    ...place,
    env: isObject(env) ? variablesIn(env) : {},
    apiKeyHelper: typeof apiKeyHelper === 'string' && apiKeyHelper !== '',
    ...(typeof forceLoginMethod === 'string' && { forceLoginMethod }),
    ...(Array.isArray(allowedProviders) && { allowedProviders: allowedProviders.map(String) }),
  }
}

const variablesIn = (env: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      ['string', 'number', 'boolean'].includes(typeof value) ? [[name, String(value)]] : [],
    ),
  )

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The environment as the client sees it: what it finds, and what its settings make of that. */
export interface ClientView {
  readonly settings: readonly ClientSettings[]
  /** The environment of this shell. */
  readonly shell: Readonly<Record<string, string | undefined>>
}

export interface Setting {
  readonly value: string
  /** The file that sets it; undefined where it is the shell's. */
  readonly file?: string
}

/** The value of a variable in the client, and who has set it. An empty one counts as not set. */
export function settingOf(name: string, { settings, shell }: ClientView): Setting | undefined {
  for (const { env, file } of settings) {
    if (env[name] !== undefined) return env[name] === '' ? undefined : { value: env[name], file }
  }
  const value = shell[name]
  return value ? { value } : undefined
}

/** Completes "is set ...". */
export const placeOf = ({ file }: Setting): string =>
  file === undefined ? 'in this shell' : `in ${shortPath(file)}`
