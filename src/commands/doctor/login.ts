/** Whose credentials Claude Code sends, and whether they fit the backend that answers. */
import { placeholderToken } from '../client-environment.ts'
import { type ClientView, placeOf, type Setting, settingOf } from './client-settings.ts'
import { type Finding, failure, ok, warning } from './finding.ts'

export interface LoginFacts extends ClientView {
  /** True where a sign-in of Claude Code was found on this machine. */
  readonly isSignedIn: boolean
  /** True where Anthropic's own API may be asked with the client's credentials. */
  readonly needsLogin: boolean
  /** True where that is at Anthropic's own address, and no server between. */
  readonly isAnthropic: boolean
  /** True where the proxy has a key of its own for it. */
  readonly hasKey: boolean
  /** The line that sets every variable in this shell. */
  readonly evaluation: string
}

export function checkLogin(facts: LoginFacts): readonly Finding[] {
  const key = settingOf('ANTHROPIC_API_KEY', facts)
  const token = settingOf('ANTHROPIC_AUTH_TOKEN', facts)
  if (!facts.needsLogin) return [withoutAnthropic(facts, key ?? token)]
  const both = key && token ? [twoCredentials(key, token)] : []
  const found = [...tokenFindings(facts, token), ...both, ...keyFindings(facts, key)]
  return found.length > 0 ? found : [signIn(facts, key ?? token)]
}

const twoCredentials = (key: Setting, token: Setting): Finding =>
  warning(
    'login',
    `ANTHROPIC_API_KEY ${placeOf(key)} and ANTHROPIC_AUTH_TOKEN ${placeOf(token)} are both set: Claude Code sends both`,
    'keep one of them',
  )

/** Nobody looks at the client's credentials, but without any the client does not even ask. */
function withoutAnthropic(facts: LoginFacts, given: Setting | undefined): Finding {
  const isReady = given !== undefined || facts.isSignedIn || hasHelper(facts)
  if (isReady) return ok('login', 'Claude Code has credentials; they stay on this machine')
  if (!settingOf('ANTHROPIC_BASE_URL', facts)) {
    return ok('login', 'none needed; `claudecodex run` and `env` set a token that stands for one')
  }
  return warning(
    'login',
    'Claude Code asks for /login before it asks anybody else, although this backend needs none',
    `${facts.evaluation}, or ANTHROPIC_AUTH_TOKEN=${placeholderToken}`,
  )
}

function tokenFindings({ isAnthropic }: LoginFacts, token: Setting | undefined): readonly Finding[] {
  if (!token || !isAnthropic || token.value.startsWith('sk-ant-oat')) return []
  const isOurs = token.value === placeholderToken
  return [
    failure(
      'login',
      `ANTHROPIC_AUTH_TOKEN ${placeOf(token)} goes to Anthropic in place of the sign-in` +
        (isOurs ? ', and is only the word that `claudecodex env` has set for another backend' : ''),
      token.file === undefined ? 'unset ANTHROPIC_AUTH_TOKEN' : 'remove env.ANTHROPIC_AUTH_TOKEN there',
    ),
  ]
}

function keyFindings({ isSignedIn }: LoginFacts, key: Setting | undefined): readonly Finding[] {
  if (!key || !isSignedIn) return []
  return [
    warning(
      'login',
      `ANTHROPIC_API_KEY ${placeOf(key)} comes before the sign-in of Claude Code: the account of the key pays`,
      key.file === undefined
        ? 'unset ANTHROPIC_API_KEY in the shell of the client to use the sign-in'
        : 'remove env.ANTHROPIC_API_KEY there to use the sign-in',
    ),
  ]
}

function signIn(facts: LoginFacts, given: Setting | undefined): Finding {
  if (given) return ok('login', `credentials ${placeOf(given)}`)
  if (hasHelper(facts)) return ok('login', 'what apiKeyHelper prints')
  if (facts.isSignedIn) return ok('login', 'the sign-in of Claude Code')
  if (facts.hasKey) {
    return warning(
      'login',
      'Claude Code has no credentials and asks for /login; the proxy has a key, for clients that send none',
      'sign in; or write `credentials: "configured"` in the configuration, and set ANTHROPIC_AUTH_TOKEN to any word',
    )
  }
  return warning(
    'login',
    'no sign-in of Claude Code was found, and no key: Anthropic answers nobody without one',
    'start claude and type /login, or set ANTHROPIC_API_KEY',
  )
}

const hasHelper = ({ settings }: LoginFacts): boolean => settings.some(({ apiKeyHelper }) => apiKeyHelper)
