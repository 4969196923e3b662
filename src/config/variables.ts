/** The one table of environment variables: it drives parsing, help, documentation and tests. */
import { hostProfiles, type KeyVariable } from '../backends/openai/hosts.ts'
import type { Environment } from '../wire/proxy.ts'
import { ConfigError } from './errors.ts'
import {
  councilMode,
  councilProgress,
  councilTrigger,
  dollars,
  list,
  members,
  port,
  seconds,
  text,
  toggle,
  url,
  type VariableKind,
} from './variable-kinds.ts'

export interface Variable<Value = unknown> {
  readonly kind: VariableKind<Value>
  /** What holds where it is not set. */
  readonly default: string
  /** What it sets: one sentence without its full stop. `{providers}` stands for those that can be made. */
  readonly meaning: string
  /** False for whatever selects a backend, a URL, or a host for the client's credentials: only the environment does that. */
  readonly dotenv: boolean
  /** Flag and configuration key that say the same. */
  readonly counterpart?: string
}

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
  COUNCIL_MODELS: {
    kind: list,
    default: 'none',
    meaning: 'Members of the council; set in the environment, it also selects that backend',
    dotenv: true,
    counterpart: '`council --models`, `council.members`',
  },
  COUNCIL_CHAIRMAN: {
    kind: text,
    default: 'the first member that can be asked',
    meaning:
      'Model that writes the answer of the council; of several, with commas between them, the next one where one fails',
    dotenv: true,
    counterpart: '`council --chairman`, `council.chairman`',
  },
  COUNCIL_MODE: {
    kind: councilMode,
    default: 'full',
    meaning: 'How the council works',
    dotenv: true,
    counterpart: '`council --mode`, `council.mode`',
  },
  COUNCIL_TIMEOUT: {
    kind: seconds,
    default: '120',
    meaning: 'Seconds for each call of a model in the council',
    dotenv: true,
    counterpart: '`council --timeout`, `council.timeoutMs`',
  },
  COUNCIL_QUORUM: {
    kind: members,
    default: 'two thirds of the members; of two both',
    meaning: 'Answers after which the council waits a short while only for the others',
    dotenv: true,
    counterpart: '`council --quorum`, `council.quorum`',
  },
  COUNCIL_DEADLINE: {
    kind: seconds,
    default: 'none',
    meaning: 'Seconds for the whole council',
    dotenv: true,
    counterpart: '`council --deadline`, `council.deadlineMs`',
  },
  COUNCIL_REVIEWERS: {
    kind: list,
    default: 'the members',
    meaning: 'Models that review the answers; cheaper ones do',
    dotenv: true,
    counterpart: '`council --reviewers`, `council.reviewers`',
  },
  COUNCIL_SEED: {
    kind: text,
    default: 'drawn anew for each question',
    meaning: 'Decides what the council draws by lot: labels and orders',
    dotenv: true,
    counterpart: '`council --seed`, `council.seed`',
  },
  COUNCIL_MAX_USD: {
    kind: dollars,
    default: 'none',
    meaning: 'US dollars after which the council begins no further stage',
    dotenv: true,
    counterpart: '`council --max-usd`, `council.maxDollars`',
  },
  COUNCIL_TRIGGER: {
    kind: councilTrigger,
    default: 'auto',
    meaning:
      'Which requests of an agent convene the council: those worth it, also those of an agent that is stuck, each, or none',
    dotenv: true,
    counterpart: '`council.trigger`',
  },
  COUNCIL_PROGRESS: {
    kind: councilProgress,
    default: 'auto',
    meaning: 'Whether an agent is shown what the council does while it waits',
    dotenv: true,
    counterpart: '`council.progress`',
  },
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
