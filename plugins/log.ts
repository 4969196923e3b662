/** The monitor: one line for every exchange in the terminal, live while it streams. See docs/plugins/log.md. */
import { Chalk } from 'chalk'
import {
  ApiError,
  costOf,
  definePlugin,
  type Exchange,
  type LogRecord,
  type Outcome,
  type Plugin,
  type PluginContext,
  tellsOfPlan,
} from 'claudecodex'
import { jsonLine } from './log/json.ts'
import { layoutOf } from './log/layout.ts'
import { formatLine } from './log/line.ts'
import { colorLevel, isLive, type LogOptions, logOptions } from './log/options.ts'
import { Progress } from './log/progress.ts'
import { type Cost, endedRow, type Row } from './log/row.ts'
import { type Area, Screen } from './log/screen.ts'
import { storyLines } from './log/story.ts'

export default definePlugin<LogOptions | void>(given => {
  const monitor = new Monitor(given ?? {})
  const plugin: Plugin = {
    name: 'log',
    apiVersion: 1,
    order: 'first',
    onFailure: 'skip',
    options: logOptions,
    setup: context => monitor.start(context),
    onEnd: (exchange, outcome) => monitor.end(exchange, outcome),
    teardown: () => monitor.stop(),
  }
  // Where nobody watches lines grow, no event need be parsed for them.
  if (!monitor.isLive) return plugin
  return {
    ...plugin,
    beforeRequest: exchange => monitor.begin(exchange),
    onEvent: (event, exchange) => monitor.progressOf(exchange)?.add(event),
  }
})

class Monitor {
  readonly isLive: boolean
  readonly #options: LogOptions
  readonly #screen: Screen
  readonly #colors: InstanceType<typeof Chalk>
  readonly #columns: () => number
  readonly #open = new Map<string, Progress>()
  readonly #now: () => number
  #context: PluginContext | undefined

  constructor(options: LogOptions) {
    const { stream = process.stdout, environment = process.env, now = Date.now } = options
    this.#options = options
    this.#now = now
    this.#screen = Screen.on(stream)
    this.#colors = new Chalk({ level: colorLevel(options, stream, environment) })
    this.#columns = () => (stream.isTTY ? this.#screen.columns : Number.POSITIVE_INFINITY)
    this.isLive = !options.json && isLive(stream, environment)
  }

  start(context: PluginContext): void {
    this.#context = context
  }

  stop(): void {
    this.#open.clear()
    this.#screen.close(this.#area)
  }

  /** Claude Code's `/context` counts two dozen times at once: that is shown when asked for, or when it fails. */
  #isHidden({ kind }: Exchange, outcome?: Outcome): boolean {
    return kind === 'count_tokens' && !this.#options.verbose && outcome?.kind !== 'failed'
  }

  begin(exchange: Exchange): void {
    if (this.#isHidden(exchange)) return
    this.#open.set(exchange.id, new Progress(exchange))
    this.#screen.open(this.#area)
  }

  progressOf(exchange: Exchange): Progress | undefined {
    return this.#open.get(exchange.id)
  }

  async end(exchange: Exchange, ended: Outcome): Promise<void> {
    const { json, verbose } = this.#options
    const outcome = settled(ended)
    // Gone before the wait for the record: whatever withholds it must not leave a line that never ends.
    this.#open.delete(exchange.id)
    try {
      if (!json && this.#isHidden(exchange, outcome)) return
      const record = await this.#record(exchange)
      const cost = await this.#cost(exchange, outcome)
      if (json) return this.#screen.print(jsonLine(exchange, outcome, record, cost))
      const line = this.#line(endedRow(exchange, outcome, record, cost))
      const story = verbose && record ? storyLines(record, this.#columns(), this.#colors) : []
      this.#screen.print([line, ...story].join('\n'))
    } finally {
      if (this.#open.size === 0) this.#screen.close(this.#area)
    }
  }

  /** Content is read from the record, where other plugins have taken out what must not be seen. */
  async #record(exchange: Exchange): Promise<LogRecord | undefined> {
    try {
      return await this.#context?.record(exchange)
    } catch {
      // The plugin that withholds it is named by the core; the line does without content.
      return undefined
    }
  }

  /** Behind the last event. Only the first price takes time, some 20 ms, for the list of them is read then. */
  async #cost(exchange: Exchange, { message }: Outcome): Promise<Cost> {
    const { choice, head } = exchange
    if (tellsOfPlan(head?.headers)) return 'plan'
    if (!message?.usage || !choice) return undefined
    return costOf(message.usage, await this.#context?.config.priceOf(choice.backend, choice.model))
  }

  readonly #area: Area = () => {
    const now = this.#now()
    return [...this.#open.values()].map(progress => () => this.#line(progress.row(now)))
  }

  #line(row: Row): string {
    return formatLine(row, layoutOf(this.#columns()), this.#colors)
  }
}

/** An upstream's `error` event in bytes that nobody has parsed yet comes to light when the answer is folded. */
function settled(outcome: Outcome): Outcome {
  try {
    const { message } = outcome
    return { kind: outcome.kind, ...(outcome.error && { error: outcome.error }), message }
  } catch (thrown) {
    return { kind: 'failed', ...(ApiError.is(thrown) && { error: thrown }), message: undefined }
  }
}
