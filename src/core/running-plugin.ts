/** A plugin at work: its hooks under their time limit, its faults named, its time and failures counted. */
import { ApiError, InternalError } from '../anthropic/errors.ts'
import type { ChainSettings, LoadedPlugin } from './chain.ts'
import { Interrupt } from './interrupt.ts'
import type { Log } from './log.ts'
import { type Awaitable, type Hooks, optionsOf, type Plugin } from './plugin.ts'
import { type ShownOptions, shownOptions } from './shown-options.ts'

export type HookName = keyof Hooks

/** What `/health` and `plugins list` show of a plugin. */
export interface PluginStatus {
  readonly name: string
  readonly from?: string
  /** `off`: it failed five times in a minute while only observing, and rests until reload. */
  readonly state: 'on' | 'off'
  /** Ahead of or behind all others; absent: as the list has it. */
  readonly order?: 'first' | 'last'
  readonly onFailure?: 'fail' | 'skip'
  /** Runs on exchanges made by `ask` too. */
  readonly children?: true
  readonly redacts?: true
  readonly options?: ShownOptions
  /** What it says of itself. */
  readonly about?: string
  readonly hooks: readonly HookName[]
  readonly failures: number
  readonly lastFailure?: string
  /** Milliseconds spent in each hook, and how often it ran. */
  readonly time: Readonly<Partial<Record<HookName, { readonly calls: number; readonly ms: number }>>>
}

export const hookNames: readonly HookName[] = Object.keys({
  setup: 1,
  beforeRequest: 1,
  beforeAttempt: 1,
  afterAttempt: 1,
  around: 1,
  transformEvents: 1,
  onEvent: 1,
  afterResponse: 1,
  onError: 1,
  onEnd: 1,
  beforeRecord: 1,
  teardown: 1,
} satisfies Record<HookName, 1>) as HookName[]

// Their exchange is over, or has none: a failure can only be reported.
const observing: ReadonlySet<HookName> = new Set(['afterResponse', 'onEnd', 'afterAttempt', 'teardown'])

const failuresUntilOff = 5
const failureWindow = 60_000

/** Milliseconds. */
export interface PluginLimits {
  /** For each awaited hook of a plugin that sets no `timeoutMs`. */
  readonly hookMs: number
  /** How long a generator may hold an event it was offered. */
  readonly holdMs: number
}

export const defaultLimits: PluginLimits = { hookMs: 5_000, holdMs: 30_000 }

export class RunningPlugin {
  readonly plugin: Plugin
  readonly loaded: LoadedPlugin
  /** Aborted when the plugin is taken down. */
  readonly controller = new AbortController()
  /** How many chains hold it. */
  uses = 0
  off = false
  /** Of the newest chain that holds it: a reload may keep a plugin and change what is around it. */
  settings: ChainSettings | undefined
  readonly limits: PluginLimits
  readonly #log: Log
  readonly #reported = new Set<string>()
  readonly #time = new Map<HookName, { calls: number; ms: number }>()
  #recent: number[] = []
  #failures = 0
  #lastFailure: string | undefined

  constructor(loaded: LoadedPlugin, log: Log, limits: PluginLimits = defaultLimits) {
    this.loaded = loaded
    this.limits = limits
    this.plugin = loaded.plugin
    this.#log = log
  }

  /** True where a fault of this hook must not harm the exchange. */
  skips(hook: HookName): boolean {
    return observing.has(hook) || (this.plugin.onFailure === 'skip' && hook !== 'beforeRecord')
  }

  has(hook: HookName): boolean {
    return this.plugin[hook] !== undefined && !(this.off && this.skips(hook))
  }

  /**
   * Runs an awaited hook under the plugin's time limit. An `ApiError` is the plugin's word and passes; any other throw
   * becomes a named fault, or nothing where the hook's failures are skipped.
   */
  async run<Value>(hook: HookName, call: () => Awaitable<Value>): Promise<Value | undefined> {
    const started = performance.now()
    try {
      return await this.#limited(call)
    } catch (thrown) {
      if (ApiError.is(thrown) && !observing.has(hook)) throw thrown
      const fault = this.fault(hook, thrown)
      if (this.skips(hook)) return undefined
      throw fault
    } finally {
      this.spent(hook, performance.now() - started)
    }
  }

  async #limited<Value>(call: () => Awaitable<Value>): Promise<Value> {
    const result = call()
    if (!isPromise(result)) return result
    const limit = this.plugin.timeoutMs ?? this.limits.hookMs
    const interrupt = new Interrupt()
    const late = () => interrupt.fire(new Misuse(`took longer than ${limit} ms (timeoutMs)`))
    const timer = setTimeout(late, limit)
    try {
      return await interrupt.race(result)
    } finally {
      clearTimeout(timer)
    }
  }

  /** Names plugin, hook and source line of a fault, reports it once for each distinct place, and counts it. */
  fault(hook: HookName, thrown: unknown): ApiError {
    if (isFault(thrown)) return thrown
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    const text = `plugin "${this.plugin.name}" failed in ${hook}: ${reason}`
    const { from } = this.loaded
    const line = thrown instanceof Misuse ? from : (sourceLine(thrown, from) ?? from)
    const placed = line ? `${text}\n    at ${line}` : text
    // What stops a start or a reload is said there, and once.
    const isLast = hook === 'setup' && !this.skips(hook)
    if (!isLast && !this.#reported.has(placed)) {
      this.#reported.add(placed)
      this.#log.error(placed)
    }
    this.#count(hook, text)
    return markFault(new InternalError(isLast ? placed : text, { cause: thrown, shouldRetry: false }))
  }

  /** Asked whenever somebody looks; what it throws is its own affair. */
  #about(): string | undefined {
    try {
      return this.plugin.about?.()
    } catch {
      return undefined
    }
  }

  #count(hook: HookName, text: string): void {
    this.#failures += 1
    this.#lastFailure = text
    if (!this.skips(hook)) return
    const now = Date.now()
    this.#recent = [...this.#recent.filter(time => now - time < failureWindow), now]
    if (this.#recent.length >= failuresUntilOff && !this.off) {
      this.off = true
      this.#log.error(
        `plugin "${this.plugin.name}" is switched off: it failed ${failuresUntilOff} times within a minute; save it or restart to try again`,
      )
    }
  }

  spent(hook: HookName, milliseconds: number): void {
    const entry = this.#time.get(hook)
    if (entry) {
      entry.calls += 1
      entry.ms += milliseconds
    } else this.#time.set(hook, { calls: 1, ms: milliseconds })
  }

  status(): PluginStatus {
    const { name, order, onFailure, children, redacts } = this.plugin
    const about = this.#about()
    const options = shownOptions(this.loaded.options ?? optionsOf(this.plugin))
    return {
      name,
      ...(this.loaded.from !== undefined && { from: this.loaded.from }),
      state: this.off ? 'off' : 'on',
      ...(order && { order }),
      ...(onFailure && { onFailure }),
      ...(children && { children }),
      ...(redacts && { redacts }),
      ...(options && { options }),
      ...(about !== undefined && { about }),
      hooks: hookNames.filter(hook => this.plugin[hook] !== undefined),
      failures: this.#failures,
      ...(this.#lastFailure !== undefined && { lastFailure: this.#lastFailure }),
      time: Object.fromEntries([...this.#time].map(([hook, entry]) => [hook, { ...entry }])),
    }
  }
}

/** What a plugin did against its contract. It is noticed here, so its stack would name our lines and not the plugin's. */
export class Misuse extends Error {}

const faults = new WeakSet<object>()
const markFault = (error: ApiError): ApiError => {
  faults.add(error)
  return error
}
/** True of an error that stands for a plugin's own fault. */
export const isFault = (thrown: unknown): thrown is ApiError =>
  typeof thrown === 'object' && thrown !== null && faults.has(thrown)

const isPromise = <Value>(value: Awaitable<Value>): value is PromiseLike<Value> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

/**
 * `file:line:column` of the innermost stack frame that is the plugin's own: what it calls (Node's modules, packages, this
 * program) may throw, and its author looks for the call. Without one in the plugin's file, the first that is nobody else's.
 */
function sourceLine(thrown: unknown, from: string | undefined): string | undefined {
  const stack = thrown instanceof Error ? thrown.stack : undefined
  const places = [...(stack ?? '').matchAll(/^\s+at .*?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/gm)]
    .map(([, place = '']) => place)
    .filter(place => !place.startsWith('node:'))
  const inFile = from === undefined ? undefined : places.find(place => place.includes(`${from}:`))
  return inFile ?? places.find(place => !/[\\/]node_modules[\\/]/.test(place)) ?? places[0]
}
