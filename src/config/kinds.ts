/** The kinds of backend that this build can make from plain data: a new kind is a line here. */
import { anthropic } from '../backends/anthropic/index.ts'
import type { BackendFactory } from '../backends/backend-factory.ts'
import { bedrock } from '../backends/bedrock/index.ts'
import { demo } from '../backends/demo/index.ts'
import { plainDialect } from '../backends/openai/dialect.ts'
import { hostProfiles } from '../backends/openai/hosts.ts'
import { responses } from '../backends/responses/index.ts'
import { sim } from '../backends/sim/index.ts'
import {
  type Check,
  count,
  flag,
  httpUrl,
  listOf,
  oneOf,
  recordOf,
  secret,
  shape,
  someText,
  timeLimits,
  wholeNumber,
} from './checks.ts'
import { ConfigError } from './errors.ts'
import { openai } from './openai.ts'

export interface Kind {
  /** What each option may be. */
  readonly options: Readonly<Record<string, Check>>
  readonly make: (options: object) => BackendFactory
}

/** `checks` has every option of the factory that plain data can express. */
const kind = <Options extends object>(
  make: (options: Options) => BackendFactory,
  checks: { readonly [Name in keyof Options]?: Check },
): Kind => ({ options: checks as Kind['options'], make: options => make(options as Options) })

/** Every flag of a dialect, by the kind of its value in a plain server's. */
const dialectFlags = shape(
  Object.fromEntries(
    Object.entries(plainDialect).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? flag : typeof value === 'number' ? count : someText,
    ]),
  ),
)

export const kinds: Readonly<Record<string, Kind>> = {
  anthropic: kind(anthropic, {
    baseUrl: httpUrl,
    apiKey: secret,
    apiKeys: listOf(secret),
    credentials: oneOf('client', 'configured'),
    trusted: flag,
    headers: recordOf(secret),
    model: someText,
    timeouts: timeLimits,
  }),
  bedrock: kind(bedrock, {
    region: someText,
    profile: someText,
    accessKeyId: secret,
    secretAccessKey: secret,
    sessionToken: secret,
    apiKey: secret,
    endpoint: httpUrl,
    metadataService: flag,
    model: someText,
    models: recordOf(someText),
    guardrail: shape({
      identifier: someText,
      version: someText,
      trace: oneOf('enabled', 'disabled', 'enabled_full'),
      streamProcessingMode: oneOf('sync', 'async'),
    }),
    betas: listOf(someText),
    maxOutput: wholeNumber,
    timeouts: timeLimits,
  }),
  demo: kind(demo, { pace: flag }),
  openai: kind(openai, {
    baseUrl: httpUrl,
    apiKey: secret,
    apiKeys: listOf(secret),
    model: someText,
    headers: recordOf(secret),
    host: oneOf(...hostProfiles.map(({ name }) => name)),
    dialect: dialectFlags,
    api: oneOf('chat', 'responses', 'anthropic'),
    maxOutput: wholeNumber,
    contextWindow: wholeNumber,
    timeouts: timeLimits,
  }),
  responses: kind(responses, {
    baseUrl: httpUrl,
    apiKey: secret,
    apiKeys: listOf(secret),
    model: someText,
    headers: recordOf(secret),
    maxOutput: wholeNumber,
    contextWindow: wholeNumber,
    timeouts: timeLimits,
  }),
  sim: kind(sim, { pace: flag }),
  // Who sits in it stands under `council`, where the command reads it too.
  council: kind(() => configuredCouncil, {}),
}

const configuredCouncil: BackendFactory = context => {
  if (!context.council) throw new ConfigError('the council is made by a configuration, and here is none')
  return context.council(context)
}

export const kindNamed = (name: string): Kind | undefined =>
  Object.hasOwn(kinds, name) ? kinds[name] : undefined
