/** The shape of a configuration file, and `defineConfig`. */
import type { BackendFactory } from '../backends/backend-factory.ts'
import type { Backend, ModelRef } from '../core/backend.ts'
import type { OwnFacts } from '../core/model-facts.ts'
import type { Plugin } from '../core/plugin.ts'
import type { CouncilMode } from '../council/types.ts'
import type { Timeouts } from '../wire/timeouts.ts'

export interface ServerConfig {
  /** 0 takes a free port. Default 8082. */
  readonly port?: number
  /** Address to bind. Any but this machine's own needs `clientKey`. Default 127.0.0.1. */
  readonly host?: string
  /** What clients must send, as their API key or as `x-claudecodex-key`. */
  readonly clientKey?: string
  /** Further names under which clients may call the server, such as `claudecodex.local`. */
  readonly allowHosts?: readonly string[]
  /** Milliseconds a stream waits for its first event before status 200 is sent without one. Default 60,000. */
  readonly commitAfterMs?: number
  /** Paths such as `/v1/files` that are forwarded although a loaded plugin redacts and cannot see into them. */
  readonly forward?: readonly string[]
}

/** A backend as plain data, for JSON and YAML: `use` names its kind or a provider, the rest are its options. */
export interface BackendData {
  readonly use: string
  readonly [option: string]: unknown
}

export type BackendEntry = BackendFactory | Backend | BackendData

/** Models are written as on the command line: `openai:gpt-4o`, `claude-sonnet-4*2`, `ollama:qwen3:8b?temp=0.2!`. */
export interface CouncilConfig {
  readonly members?: readonly ModelRef[]
  /** Of a list, with commas or as one, the next one writes the answer where one fails. Default: the first member. */
  readonly chairman?: ModelRef | readonly ModelRef[]
  /** Default: the members. */
  readonly reviewers?: readonly ModelRef[]
  /** Default `full`. */
  readonly mode?: CouncilMode
  /** Milliseconds for each call of a model. Default 120,000. */
  readonly timeoutMs?: number
  /** Milliseconds for the whole. Default: none. */
  readonly deadlineMs?: number
  /** Answers after which the others get a short grace only. Default: two thirds, of two members both. */
  readonly quorum?: number
  /** What is drawn by lot is drawn by this. Default: another one each time. */
  readonly seed?: string
  /** US dollars after which no further stage begins. Default: none. */
  readonly maxDollars?: number
  /** Which requests of an agent convene it. Default `auto`. */
  readonly trigger?: 'auto' | 'checkpoint' | 'always' | 'never'
  /** Whether an agent is shown what goes on. Default `auto`. */
  readonly progress?: 'auto' | 'off'
}

/** A plugin, its file or package, either with options; falsy entries and nested lists make conditions easy to write. */
export type PluginEntry =
  | Plugin
  | string
  | readonly [from: string, options: object]
  | false
  | null
  | undefined
  | readonly PluginEntry[]

export interface Config {
  readonly server?: ServerConfig
  /** Name of the backend that answers what nothing else directs elsewhere. */
  readonly backend?: string
  readonly backends?: Readonly<Record<string, BackendEntry>>
  /**
   * Words that must all hold of a request -> model or `backend:model`; the first line that fits counts. A word is a pattern
   * on the client's model, a class such as `subagent`, a size such as `>100k` tokens, `images` or `documents`.
   */
  readonly models?: Readonly<Record<string, ModelRef>>
  readonly council?: CouncilConfig
  readonly plugins?: readonly PluginEntry[]
  /** Whose credentials go to Anthropic: the client's own wherever it sends some (default), or the configured ones. */
  readonly credentials?: 'client' | 'configured'
  /** `false` keeps no record on disk. */
  readonly record?: boolean
  /** `false` asks once and leaves every other try to the client. Options of `failover` go into `plugins`. */
  readonly failover?: boolean
  /** `true` refuses a request of which a translation would leave something out, instead of warning of it. */
  readonly strict?: boolean
  /** PEM files of further certificate authorities; paths count from the configuration file. */
  readonly ca?: string | readonly string[]
  /** Milliseconds, for every backend that has none of its own. */
  readonly timeouts?: Partial<Timeouts>
  /** By model name or pattern, also as `backend:model`. */
  readonly modelFacts?: Readonly<Record<string, OwnFacts>>
}

/** Returns its argument: gives a configuration file completion and checks in the editor. */
export const defineConfig = <const Given extends Config>(config: Given): Given => config
