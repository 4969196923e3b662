/** What the gateway runs: plugins in order, backends by name, and the rules that choose a model. Replaced whole on reload. */
import type { Backend, Backends } from './backend.ts'
import type { ModelSettings } from './models.ts'
import type { ConfigView, Plugin } from './plugin.ts'
import type { Price } from './price.ts'

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

/** Who sells it, and which model. `address` and `provider` may be unknown. */
export type Seller = Pick<Backend, 'name' | 'address' | 'provider'>

/** Prices by backend and model. */
export type Prices = (seller: Seller, model: string) => Promise<Price | undefined>

export interface ChainSettings {
  readonly plugins: readonly LoadedPlugin[]
  readonly backends: Backends
  readonly models: ModelSettings
  readonly config: Omit<ConfigView, 'priceOf' | 'choiceOf' | 'reviewers'>
  /** Default: no price is known. */
  readonly prices?: Prices
  /** Refuses a request of which a translation would have to leave something out, instead of warning of it. Default false. */
  readonly strict?: boolean
}
