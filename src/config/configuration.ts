/** What loading a configuration yields: everything decided, nothing left to look up. */
import type { ChainSettings } from '../core/chain.ts'
import type { ModelFactsOf } from '../core/model-facts.ts'
import type { CouncilMode } from '../council/types.ts'
import type { Wire } from '../wire/http.ts'

export interface ServerSettings {
  readonly port: number
  readonly host: string
  readonly clientKey?: string
  readonly allowHosts: readonly string[]
  /** Milliseconds a stream waits for its first event before its status is committed. */
  readonly commitAfterMs: number
  /** Paths that are forwarded although a loaded plugin redacts. */
  readonly forward: readonly string[]
}

/** What was asked for; who can take part is found out by `resolveCouncil`. */
export interface CouncilSettings {
  readonly members: readonly string[]
  /** One or several, with commas between them. Absent: the first member that can be asked. */
  readonly chairman?: string
  /** Absent: the members. */
  readonly reviewers?: readonly string[]
  readonly mode: CouncilMode
  /** Milliseconds for each call of a model. */
  readonly timeoutMs: number
  /** Milliseconds for the whole. */
  readonly deadlineMs?: number
  readonly quorum?: number
  readonly seed?: string
  /** US dollars. */
  readonly maxDollars?: number
  readonly trigger: 'auto' | 'checkpoint' | 'always' | 'never'
  readonly progress: 'auto' | 'off'
}

export interface Configuration {
  /** The configuration file, where there is one. */
  readonly file?: string
  /** Everything that was read and can be watched: the file, what it imports, plugins, `.env`, certificates. */
  readonly files: readonly string[]
  /** Folder for state, logs and the user's own configuration. Not made before something is written to it. */
  readonly home: string
  readonly server: ServerSettings
  readonly chain: ChainSettings
  /** Names of the backends that the file declares. */
  readonly declared: readonly string[]
  /** The default backend, and the sentence that says why it is. */
  readonly backend: { readonly name: string; readonly reason: string }
  /** Sentences on what was found but is not used unasked, such as `OPENAI_API_KEY found: --backend openai`. */
  readonly offers: readonly string[]
  /** Sentences on what was ignored or replaced, and why. */
  readonly notices: readonly string[]
  readonly record: boolean
  readonly council: CouncilSettings
  /** What is known of models, the configuration's own facts included. */
  readonly facts: ModelFactsOf
  /** HTTP with the configured proxies, authorities and time limits: the one that the backends use. */
  readonly wire: Wire
  /** The environment with what `.env` may add to it. Holds secrets: never printed. */
  readonly environment: Readonly<Record<string, string>>
}
