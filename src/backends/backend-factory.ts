/** How a configuration makes a backend: `backends: { work: openai({ ... }) }`. */
import type { Backend } from '../core/backend.ts'
import type { Log } from '../core/log.ts'
import type { ModelFactsOf } from '../core/model-facts.ts'
import type { Store } from '../core/store.ts'
import type { Wire } from '../wire/http.ts'

export interface BackendContext {
  /** The name the configuration gives it. */
  readonly name: string
  /** HTTP with the configured proxies, CAs and time limits. */
  readonly wire: Wire
  readonly log: Log
  /** What is known of models. Default: the built-in table. */
  readonly facts?: ModelFactsOf
  /** Makes the council that the configuration describes. */
  readonly council?: BackendFactory
  /** Keeps what it has learnt, for the next run. Default: this one forgets it. */
  readonly store?: Store
}

export type BackendFactory = (context: BackendContext) => Backend
