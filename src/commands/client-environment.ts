/** The environment that leads Claude Code to this proxy and tells it what it cannot know of the model behind. */
import { withoutAlias } from '../core/models.ts'

export interface ClientFacts {
  /** Such as `http://127.0.0.1:8082`. */
  readonly url: string
  /** The default backend. */
  readonly backend: string
  /** True where that backend speaks to Anthropic's own API with Anthropic's own model names. */
  readonly native: boolean
  /** True where some request may reach Anthropic's own API: the client then has to log in as itself. */
  readonly needsLogin: boolean
  /** The model behind a translating backend. */
  readonly model?: string
  /** Tokens that model takes. */
  readonly contextWindow?: number
  /** Every name that may stand before the colon in `backend:model`. */
  readonly backends: readonly string[]
  /** What the proxy asks its clients for. */
  readonly clientKey?: string
}

export type Environment = Readonly<Record<string, string | undefined>>

/** A variable and its new value; undefined takes the variable away. */
export type Changes = Readonly<Record<string, string | undefined>>

/** Fills the credential the client insists on where no request of its own needs one. It is no secret and opens nothing. */
export const placeholderToken = 'claudecodex'

/** Where the proxy looks for its own key first. */
export const clientKeyHeader = 'x-claudecodex-key'

/** With any of these Claude Code goes to that cloud directly and does not look at ANTHROPIC_BASE_URL. */
const detours = ['CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_USE_VERTEX', 'CLAUDE_CODE_USE_FOUNDRY']

const modelVariables = [
  'ANTHROPIC_MODEL',
  'ANTHROPIC_DEFAULT_SONNET_MODEL',
  'ANTHROPIC_DEFAULT_OPUS_MODEL',
  'ANTHROPIC_DEFAULT_HAIKU_MODEL',
  'ANTHROPIC_DEFAULT_FABLE_MODEL',
]

/**
 * What to change in `environment` for a client of this proxy. Credentials the user has set stay: the proxy hands them
 * to Anthropic's own API alone. Model names stay where they name a backend of this proxy (`backend:model`).
 */
export function clientEnvironment(facts: ClientFacts, environment: Environment): Changes {
  return {
    ANTHROPIC_BASE_URL: facts.url,
    CLAUDE_CODE_GATEWAY_HINT_HEADERS: '1',
    CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: '1',
    ...detoursOff(environment),
    ...credentials(facts, environment),
    ...clientKey(facts, environment),
    ...(facts.native ? {} : models(facts, environment)),
    ...noProxy(facts, environment),
  }
}

const detoursOff = (environment: Environment): Changes =>
  Object.fromEntries(detours.filter(name => environment[name]).map(name => [name, undefined]))

function credentials({ needsLogin }: ClientFacts, environment: Environment): Changes {
  const { ANTHROPIC_API_KEY: key, ANTHROPIC_AUTH_TOKEN: token } = environment
  // Sent to Anthropic the placeholder would stand in the way of the subscription the client is logged in with.
  if (needsLogin) return token === placeholderToken ? { ANTHROPIC_AUTH_TOKEN: undefined } : {}
  return key || token ? {} : { ANTHROPIC_AUTH_TOKEN: placeholderToken }
}

function clientKey({ clientKey: key }: ClientFacts, environment: Environment): Changes {
  if (key === undefined) return {}
  const others = (environment.ANTHROPIC_CUSTOM_HEADERS ?? '')
    .split('\n')
    .filter(line => line.trim() && !line.toLowerCase().startsWith(`${clientKeyHeader}:`))
  return { ANTHROPIC_CUSTOM_HEADERS: [...others, `${clientKeyHeader}: ${key}`].join('\n') }
}

/** Claude Code takes any unknown model for one of a million tokens, and would compact far too late. */
function models(facts: ClientFacts, environment: Environment): Changes {
  const { backend, model, contextWindow } = facts
  if (model === undefined) return {}
  const ours = `${backend}:${model}`
  const kept = (name: string) => namesBackend(environment[name], facts.backends)
  const changed = modelVariables.filter(name => !kept(name)).map(name => [name, ours] as const)
  const window = contextWindow !== undefined && !environment.CLAUDE_CODE_MAX_CONTEXT_TOKENS
  return {
    ...Object.fromEntries(changed),
    ...(window && { CLAUDE_CODE_MAX_CONTEXT_TOKENS: String(contextWindow) }),
  }
}

function namesBackend(value: string | undefined, backends: readonly string[]): boolean {
  const name = withoutAlias(value ?? '')
  return name.includes(':') && backends.includes(name.slice(0, name.indexOf(':')))
}

/** The client would send even its requests to this machine through a configured proxy. */
function noProxy({ url }: ClientFacts, environment: Environment): Changes {
  const { hostname } = new URL(url)
  const lower = environment.no_proxy
  const names = lower === undefined ? ['NO_PROXY'] : ['NO_PROXY', 'no_proxy']
  return Object.fromEntries(
    names.map(name => [name, withHosts([hostname, '127.0.0.1', 'localhost'], environment[name] ?? lower)]),
  )
}

function withHosts(added: readonly string[], list = ''): string {
  const hosts = list.split(',').flatMap(host => host.trim() || [])
  // A lone asterisk means every host; in a list few readers of the variable know it.
  return hosts.includes('*') ? list : [...new Set([...hosts, ...added])].join(',')
}
