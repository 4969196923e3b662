/** What the gateway runs: plugins in order, backends by name, and the rules that choose a model. Replaced whole on reload. */
import type { Backends } from './backend.ts'
import type { ModelSettings } from './models.ts'
import type { ConfigView, Plugin } from './plugin.ts'

/** A plugin with what tells it apart from its next version. */
export interface LoadedPlugin {
  readonly plugin: Plugin
  /** Equal name and fingerprint on reload keep the running instance. */
  readonly fingerprint: string
  /** File or package it came from. */
  readonly from?: string
  /** The options as its schema gave them back; without a schema those it was made with. */
  readonly options?: unknown
}

export interface ChainSettings {
  readonly plugins: readonly LoadedPlugin[]
  readonly backends: Backends
  readonly models: ModelSettings
  readonly config: ConfigView
  /** Refuses a request of which a translation would have to leave something out, instead of warning of it. Default false. */
  readonly strict?: boolean
}
