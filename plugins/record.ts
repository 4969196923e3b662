/** Writes every exchange down, for replay and for looking back. See docs/plugins/record.md. */
import { join, resolve } from 'node:path'
import {
  definePlugin,
  type Exchange,
  InternalError,
  type Outcome,
  type PluginContext,
  type RecordingOptions,
  type RunningRecording,
  startRecording,
} from 'claudecodex'
import { begunOf, endedOf } from './record/facts.ts'
import { type RecordOptions, recordOptions } from './record/options.ts'

export default definePlugin<RecordOptions | void>(() => {
  const record = new Record()
  return {
    name: 'record',
    apiVersion: 1,
    // Outermost: what the client has sent is what is recorded.
    order: 'first',
    children: true,
    options: recordOptions,
    about: () => record.about,
    setup: context => record.start(context),
    beforeRequest: exchange => record.begin(exchange),
    onEnd: (exchange, outcome) => record.end(exchange, outcome),
    teardown: () => record.stop(),
  }
})

/** Milliseconds after which a program that starts has started. */
const afterStart = 500
const usualDays = 14
const usualMegabytes = 2048
const megabyte = 1024 * 1024

class Record {
  #context: PluginContext | undefined
  #recording: RunningRecording | undefined
  readonly #ending = new Set<Promise<void>>()

  get about(): string | undefined {
    const { path, lost = 0 } = this.#recording ?? {}
    return path === undefined || lost === 0
      ? path
      : `${path}, without ${lost} lines that could not be written`
  }

  async start(context: PluginContext): Promise<void> {
    const { folder, file, days = usualDays, megabytes = usualMegabytes } = context.options as RecordOptions
    const { home, defaultBackend } = context.config
    const place = folder === undefined ? home && join(home, 'logs') : resolve(folder)
    if (place === undefined && file === undefined)
      throw new Error('nothing says where to write: set its option `folder`')
    this.#context = context
    this.#recording = await this.#begun({
      folder: place ?? '',
      ...(file !== undefined && { file }),
      days,
      bytes: megabytes * megabyte,
      backend: defaultBackend,
      log: context.log,
    })
    if (!this.#recording) return
    // The list of prices takes some 20 ms to read: before it is needed, since an end has to be written at once.
    setTimeout(() => void context.config.priceOf(defaultBackend, ''), afterStart).unref()
    await this.#introduce(context, file ?? place ?? '', { days, megabytes })
  }

  /** A place that was named has to be there; without one, as in a container whose disk is read-only, the program starts all the same. */
  async #begun(options: RecordingOptions): Promise<RunningRecording | undefined> {
    const { folder, file } = (this.#context?.options ?? {}) as RecordOptions
    try {
      return await startRecording(options)
    } catch (thrown) {
      const { message } = thrown as Error
      // Its own words alone: where in the program it was noticed helps nobody.
      if (folder !== undefined || file !== undefined) throw new InternalError(message)
      options.log.error(`NOT RECORDING: ${message}`)
      return undefined
    }
  }

  /** Once for a home: whoever starts the program must know that it writes down what passes. */
  async #introduce({ store, log }: PluginContext, place: string, { days, megabytes }: Kept): Promise<void> {
    if ((await store.list()).includes(introduced)) return
    log.warn(
      `every request and answer is kept in ${place} (--no-record, or \`record: false\` in the configuration, turns that off), ` +
        `for ${days} days and up to ${megabytes} MB, readable by you only and without keys`,
    )
    await store.write(introduced, '').catch(() => {})
  }

  async stop(): Promise<void> {
    await Promise.all(this.#ending)
    await this.#recording?.close()
  }

  /** A fault of ours must not harm an exchange. */
  begin(exchange: Exchange): void {
    try {
      this.#begin(exchange)
    } catch (thrown) {
      this.#context?.log.error(`${exchange.id} is not recorded: ${(thrown as Error).message}`)
    }
  }

  #begin(exchange: Exchange): void {
    // Where plugins have a say in what is recorded, they have it when the exchange is whole.
    const isReviewed = (this.#context?.config.reviewers().length ?? 0) > 0
    this.#recording?.recorder.begin(begunOf(exchange, isReviewed))
  }

  /** Nobody waits for it: not the client for the end of its answer, and not the other plugins. */
  end(exchange: Exchange, outcome: Outcome): void {
    const work = this.#end(exchange, outcome)
    this.#ending.add(work)
    void work.finally(() => this.#ending.delete(work))
  }

  async #end(exchange: Exchange, outcome: Outcome): Promise<void> {
    if (!this.#context || !this.#recording) return
    try {
      this.#recording.recorder.end(exchange.id, await endedOf(exchange, outcome, this.#context))
    } catch (thrown) {
      this.#context.log.warn(`${exchange.id} could not be recorded: ${(thrown as Error).message}`)
    }
  }
}

type Kept = { readonly days: number; readonly megabytes: number }
const introduced = 'introduced'
