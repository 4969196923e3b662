/** Counts what passes while `run` has a client: a plugin that only looks at ends. */
import type { Message } from '../anthropic/message.ts'
import type { Exchange, Outcome } from '../core/exchange.ts'
import type { Plugin } from '../core/plugin.ts'

/** How often each was seen. */
export type Counts = ReadonlyMap<string, number>

export interface Totals {
  readonly answered: number
  readonly failed: number
  readonly aborted: number
  readonly tokens: {
    /** The whole prompts, cached tokens included. */
    readonly input: number
    readonly output: number
    /** Of `input`: read from the provider's cache. */
    readonly cached: number
    /** Of `input`: written to it. */
    readonly written: number
  }
  /** `backend:model`. */
  readonly models: Counts
  readonly tools: Counts
  /** `type: message`. */
  readonly errors: Counts
  readonly warnings: Counts
}

export interface Tally {
  readonly plugin: Plugin
  readonly totals: () => Totals
}

export function createTally(): Tally {
  const outcomes = { answered: 0, failed: 0, aborted: 0 }
  const tokens = { input: 0, output: 0, cached: 0, written: 0 }
  const [models, tools, errors, warnings] = [counter(), counter(), counter(), counter()]

  const onEnd = (exchange: Exchange, { kind, error, message }: Outcome): void => {
    if (exchange.kind !== 'messages') return
    outcomes[kind] += 1
    for (const warning of exchange.warnings) warnings.add(warning)
    if (error && kind === 'failed') errors.add(`${error.type}: ${error.message}`)
    if (exchange.choice) models.add(`${exchange.choice.backend}:${exchange.choice.model}`)
    if (message) count(message)
  }
  const count = ({ usage, content }: Message): void => {
    const cached = usage.cache_read_input_tokens ?? 0
    const written = usage.cache_creation_input_tokens ?? 0
    tokens.input += usage.input_tokens + cached + written
    tokens.cached += cached
    tokens.written += written
    tokens.output += usage.output_tokens
    for (const block of content) if (block.type === 'tool_use') tools.add(block.name)
  }
  return {
    // The outermost sees the answer that the client sees.
    plugin: { name: 'run-summary', apiVersion: 1, order: 'first', onEnd },
    totals: () => ({
      ...outcomes,
      tokens: { ...tokens },
      models: models.counts,
      tools: tools.counts,
      errors: errors.counts,
      warnings: warnings.counts,
    }),
  }
}

function counter() {
  const counts = new Map<string, number>()
  return { counts, add: (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1) }
}
