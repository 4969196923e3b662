/** Settings of Claude Code that come before what the proxy's commands set, file by file. */
import { shortPath } from '../banner.ts'
import { type ClientSettings, type ClientView, settingOf } from './client-settings.ts'
import { type Finding, failure, ok, warning } from './finding.ts'

export interface OverrideFacts extends ClientView {
  /** Names that may stand before the colon of `backend:model`. */
  readonly backends: readonly string[]
  /** True where Anthropic's own API answers. */
  readonly isNative: boolean
}

const credentials = ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN']
const models = [
  'ANTHROPIC_MODEL',
  'ANTHROPIC_SMALL_FAST_MODEL',
  'ANTHROPIC_DEFAULT_OPUS_MODEL',
  'ANTHROPIC_DEFAULT_SONNET_MODEL',
  'ANTHROPIC_DEFAULT_HAIKU_MODEL',
  'ANTHROPIC_DEFAULT_FABLE_MODEL',
  'CLAUDE_CODE_SUBAGENT_MODEL',
]

export function checkOverrides(facts: OverrideFacts): readonly Finding[] {
  const found = facts.settings.flatMap(settings => ofFile(settings, facts))
  if (found.length > 0) return found
  const read = facts.settings.length
  return [ok('settings', read === 0 ? 'Claude Code has none' : 'nothing in them stands in the way')]
}

function ofFile(settings: ClientSettings, facts: OverrideFacts): readonly Finding[] {
  const file = shortPath(settings.file)
  if (settings.fault !== undefined) {
    return [warning('settings', `${file}: ${settings.fault}, so Claude Code ignores it`, 'correct it')]
  }
  return [
    ...credentialFindings(settings, file),
    ...modelFindings(settings, file, facts),
    ...helperFindings(settings, file),
    ...loginFindings(settings, file, facts),
    ...providerFindings(settings, file),
  ]
}

function credentialFindings({ env }: ClientSettings, file: string): readonly Finding[] {
  const names = credentials.filter(name => env[name])
  if (names.length === 0) return []
  const keys = names.map(name => `env.${name}`).join(', ')
  return [
    warning(
      'settings',
      `${file}: ${keys} ${names.length > 1 ? 'come' : 'comes'} before the shell, and before a sign-in`,
      'remove it there, unless it is meant for every session',
    ),
  ]
}

function modelFindings(
  { env }: ClientSettings,
  file: string,
  { backends, isNative }: OverrideFacts,
): readonly Finding[] {
  const namesBackend = (value: string): boolean =>
    value.includes(':') && backends.includes(value.slice(0, value.indexOf(':')))
  const given = models.filter(name => env[name])
  if (given.length === 0) return []
  const foreign = isNative
    ? given.filter(name => namesBackend(env[name] ?? ''))
    : given.filter(name => !namesBackend(env[name] ?? ''))
  const keys = (names: readonly string[]) => names.map(name => `env.${name} (${env[name]})`).join(', ')
  if (foreign.length === 0) return [ok('settings', `${file}: ${keys(given)}`)]
  const text = isNative
    ? `${file}: ${keys(foreign)} leads away from the backend of this configuration`
    : `${file}: ${keys(foreign)} comes before the model that \`claudecodex run\` and \`env\` name; the client then takes ` +
      'the window of that one for granted'
  return [warning('settings', text, 'remove it there, or write it as backend:model')]
}

const helperFindings = ({ apiKeyHelper }: ClientSettings, file: string): readonly Finding[] =>
  apiKeyHelper
    ? [
        warning(
          'settings',
          `${file}: what apiKeyHelper prints is sent as key and as token, and comes before a sign-in`,
          'remove it there, unless it is meant',
        ),
      ]
    : []

/** Seen with Claude Code 2.1.330: only an administrator's file keeps a client with a key or a token from starting. */
function loginFindings(
  { scope, forceLoginMethod }: ClientSettings,
  file: string,
  facts: OverrideFacts,
): readonly Finding[] {
  if (forceLoginMethod === undefined) return []
  const key = `${file}: forceLoginMethod (${forceLoginMethod})`
  if (scope !== 'managed') return [ok('settings', `${key} matters to /login only`)]
  const [given] = credentials.filter(name => settingOf(name, facts))
  if (given !== undefined) {
    return [
      failure('settings', `${key}: Claude Code does not start with ${given}`, `unset ${given}, and sign in`),
    ]
  }
  if (facts.isNative) return [ok('settings', `${key}: Claude Code wants that sign-in`)]
  return [
    warning(
      'settings',
      `${key}: Claude Code does not start with the token that \`claudecodex run\` and \`env\` set for this backend`,
      'sign in, and start it with ANTHROPIC_BASE_URL alone',
    ),
  ]
}

function providerFindings(
  { scope, allowedProviders, env }: ClientSettings,
  file: string,
): readonly Finding[] {
  if (scope !== 'managed' || allowedProviders === undefined) return []
  if (allowedProviders.includes('customEndpoint') && env.ANTHROPIC_BASE_URL) return []
  return [
    failure(
      'settings',
      `${file}: allowedProviders keeps Claude Code from every address that the same file does not name`,
      'ask the administrator to add "customEndpoint" there, and env.ANTHROPIC_BASE_URL',
    ),
  ]
}
