/** The one table of environment variables: it drives parsing, help, documentation and tests. */
import { hostProfiles, type KeyVariable } from '../backends/openai/hosts.ts'
import type { Environment } from '../wire/proxy.ts'
import { councilVariables } from './council-variables.ts'
import { ConfigError } from './errors.ts'
import { port, text, toggle, url, type Variable, type VariableKind } from './variable-kinds.ts'

export type { Variable } from './variable-kinds.ts'

/** One for each provider that has a profile and wants a key. */
const keys = Object.fromEntries(
  hostProfiles.flatMap(({ name, ...profile }) =>
    'key' in profile
      ? [[profile.key, { kind: text, default: 'none', meaning: `Key for \`${name}\``, dotenv: true }]]
      : [],
  ),
) as Readonly<Record<KeyVariable, Variable<string>>>

export const variables = {
  LLM_BACKEND: {
    kind: text,
    default: 'found by the rules below',
    meaning: 'Default backend: {providers}, or a name the configuration declares',
    dotenv: false,
    counterpart: '`--backend`, `backend`',
  },
  SERVER_PORT: {
    kind: port,
    default: '8082',
    meaning: 'Port to listen on; 0 takes a free one',
    dotenv: true,
    counterpart: '`--port`, `server.port`',
  },
  OPENAICOMPATIBLE_API_KEY: {
    kind: text,
    default: 'none',
    meaning: 'Key for `openai_compatible`; set in the environment, it also selects that backend',
    dotenv: true,
  },
  OPENAICOMPATIBLE_BASE_URL: {
    kind: url,
    default: "Gemini's compatible endpoint",
    meaning: 'Where `openai_compatible` is; also selects that backend',
    dotenv: false,
    counterpart: '`backends`',
  },
  OPENAI_MODEL: {
    kind: text,
    default: "the provider's own default; where it has none, the client's model name is sent",
    meaning: 'Model to ask where `openai_compatible` or `openai` is the default backend; sent as it is',
    dotenv: true,
    counterpart: '`--model`',
  },
  OPENAI_BASE_URL: {
    kind: url,
    default: 'https://api.openai.com/v1',
    meaning: 'Where `openai` is',
    dotenv: false,
    counterpart: '`backends`',
  },
  AZURE_OPENAI_ENDPOINT: {
    kind: url,
    default: 'none',
    meaning: 'Where `azure` is, such as `https://NAME.openai.azure.com`',
    dotenv: false,
    counterpart: '`backends`',
  },
  ...keys,
  ANTHROPIC_API_KEY: {
    kind: text,
    default: 'none',
    meaning: "Key for `anthropic`; the client's own credentials come before it",
    dotenv: true,
    counterpart: '`credentials`',
  },
  ANTHROPIC_UPSTREAM_URL: {
    kind: url,
    default: 'https://api.anthropic.com',
    meaning: "Where `anthropic` is; the client's own credentials are sent there",
    dotenv: false,
    counterpart: '`backends`',
  },
  BEDROCK_MODEL_ID: {
    kind: text,
    default: "the region's current Claude Sonnet inference profile",
    meaning:
      'Model or inference profile to ask where `bedrock` is the default backend; set in the environment, it also selects that backend',
    dotenv: true,
    counterpart: '`--model`',
  },
  AWS_PROFILE: {
    kind: text,
    default: '`saml` where that profile exists and no other AWS credentials are set',
    meaning: 'AWS profile for `bedrock`; set in the environment, it also selects that backend',
    dotenv: true,
    counterpart: '`backends`',
  },
  AWS_DEFAULT_REGION: {
    kind: text,
    default: 'us-east-1',
    meaning: 'AWS region for `bedrock`',
    dotenv: true,
    counterpart: '`backends`',
  },
  AWS_REGION: { kind: text, default: '`AWS_DEFAULT_REGION`', meaning: 'The same; comes first', dotenv: true },
  AWS_ACCESS_KEY_ID: { kind: text, default: 'none', meaning: 'AWS credentials for `bedrock`', dotenv: true },
  AWS_SECRET_ACCESS_KEY: { kind: text, default: 'none', meaning: 'Goes with the one above', dotenv: true },
  AWS_SESSION_TOKEN: {
    kind: text,
    default: 'none',
    meaning: 'Goes with the two above, for temporary ones',
    dotenv: true,
  },
  AWS_BEARER_TOKEN_BEDROCK: { kind: text, default: 'none', meaning: 'Bedrock API key', dotenv: true },
  ...councilVariables,
  CLAUDECODEX_HOME: {
    kind: text,
    default: '`~/.claudecodex`',
    meaning: "Folder of state, logs and the user's own configuration",
    dotenv: false,
  },
  CLAUDECODEX_RECORD: {
    kind: toggle,
    default: '1',
    meaning: 'Whether exchanges are recorded',
    dotenv: true,
    counterpart: '`record`',
  },
  CLAUDECODEX_FAILOVER: {
    kind: toggle,
    default: '1',
    meaning: 'Whether a failed request is tried again before the client hears of it',
    dotenv: true,
    counterpart: '`--no-failover`, `failover`',
  },
  HTTPS_PROXY: { kind: text, default: 'none', meaning: 'Proxy for https:// providers', dotenv: false },
  HTTP_PROXY: { kind: text, default: 'none', meaning: 'Proxy for http:// providers', dotenv: false },
  ALL_PROXY: { kind: text, default: 'none', meaning: 'Proxy where neither of these is set', dotenv: false },
  NO_PROXY: { kind: text, default: 'none', meaning: 'Hosts that are reached without a proxy', dotenv: false },
  NODE_EXTRA_CA_CERTS: {
    kind: text,
    default: 'none',
    meaning: 'PEM file of further certificate authorities, read by Node itself',
    dotenv: false,
    counterpart: '`ca`',
  },
} as const satisfies Record<string, Variable>

export type VariableName = keyof typeof variables
export type ValueOf<Name extends VariableName> = NonNullable<
  ReturnType<(typeof variables)[Name]['kind']['parse']>
>

/** The kind of backend that alone reads a variable. */
export const kindReading = (name: string): string | undefined =>
  /^(AWS|BEDROCK)_/.test(name) ? 'bedrock' : /^COUNCIL_/.test(name) ? 'council' : undefined

/** What it sets, in a build that can make these providers. */
export const meaningOf = ({ meaning }: Variable, providers: readonly string[]): string =>
  meaning.replace('{providers}', providers.map(name => `\`${name}\``).join(', '))

/** The row of a variable. The vendors' proxy variables are also read in lower case. */
export const rowOf = (name: string): Variable | undefined => {
  const known: Readonly<Record<string, Variable>> = variables
  return Object.hasOwn(known, name)
    ? known[name]
    : /_proxy$/.test(name)
      ? known[name.toUpperCase()]
      : undefined
}

/** Names that are in the table; an empty text counts as not set. */
export const isSet = (environment: Environment, name: VariableName): boolean =>
  (environment[name] ?? '').trim() !== ''

/** The value of a variable, or undefined where it is not set. A bad one is a `ConfigError` that says what is allowed. */
export function variable<Name extends VariableName>(
  environment: Environment,
  name: Name,
): ValueOf<Name> | undefined {
  const given = environment[name]?.trim()
  if (!given) return undefined
  const kind: VariableKind<unknown> = variables[name].kind
  const value = kind.parse(given)
  if (value === undefined) throw badVariable(name, given)
  return value as ValueOf<Name>
}

/** `reason` in place of the row's own word on what is allowed. */
export const badVariable = (name: VariableName, given: string, reason?: string): ConfigError =>
  new ConfigError(
    `${name}: expected ${reason ?? variables[name].kind.allowed}, got "${given.replace(/\/\/[^@/]*@/, '//...@')}"`,
    {},
  )

/** Sentences on variables whose values cannot be used, for a start that does not need them. */
export const badVariables = (environment: Environment): readonly string[] =>
  (Object.keys(variables) as VariableName[]).flatMap(name => {
    try {
      variable(environment, name)
      return []
    } catch (error) {
      return [`${(error as ConfigError).message}; it is ignored`]
    }
  })
