/** Which backend and model answer an exchange, and why. */
import type { ModelRef } from './backend.ts'

/** A line of the model table. `pattern` is a glob on the client's model, or a class of `who` such as `subagent`. */
export interface ModelRule {
  readonly pattern: string
  readonly model: ModelRef
}

export interface ModelSettings {
  readonly defaultBackend: string
  /** A model named by a flag or a variable, with the sentence that says by which. */
  readonly fixed?: { readonly model: ModelRef; readonly reason: string }
  readonly rules: readonly ModelRule[]
}
