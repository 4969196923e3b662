/** Writes every exchange to disk, for debugging. See docs/plugins/dump.md. */
import { join, resolve } from 'node:path'
import { definePlugin, type Exchange, type LogRecord, type Outcome, type PluginContext } from 'claudecodex'
import { filesOf } from './dump/files.ts'
import { DumpFolder } from './dump/folder.ts'
import { type DumpOptions, dumpOptions } from './dump/options.ts'
import { Tape } from './dump/tape.ts'

export default definePlugin<DumpOptions | void>(() => {
  const dump = new Dump()
  return {
    name: 'dump',
    apiVersion: 1,
    // Outermost: what the client gets is what is written.
    order: 'first',
    children: true,
    options: dumpOptions,
    setup: context => dump.start(context),
    beforeRequest: exchange => dump.begin(exchange),
    onEvent: (event, exchange) => dump.tapeOf(exchange)?.add(event, Date.now() - exchange.timing.startedAt),
    onEnd: (exchange, outcome) => dump.end(exchange, outcome),
    teardown: () => dump.stop(),
  }
})

class Dump {
  readonly #tapes = new Map<string, Tape>()
  #running: { readonly context: PluginContext; readonly folder: DumpFolder } | undefined

  async start(context: PluginContext): Promise<void> {
    const { exchanges = 200, megabytes = 256, folder } = context.options as DumpOptions
    const { home } = context.config
    const path = folder === undefined ? home && join(home, 'dump') : resolve(folder)
    if (path === undefined) throw new Error('nothing says where to write: set its option `folder`')
    const dumps = new DumpFolder(path, { exchanges, bytes: megabytes * 1024 * 1024 })
    await dumps.open()
    this.#running = { context, folder: dumps }
    context.log.warn(
      `every request and answer is written to ${path}, readable as it is: take it out when you are done`,
    )
  }

  async stop(): Promise<void> {
    await this.#running?.folder.close()
  }

  begin(exchange: Exchange): void {
    this.#tapes.set(exchange.id, new Tape())
  }

  tapeOf(exchange: Exchange): Tape | undefined {
    return this.#tapes.get(exchange.id)
  }

  async end(exchange: Exchange, outcome: Outcome): Promise<void> {
    const tape = this.#tapes.get(exchange.id) ?? new Tape()
    this.#tapes.delete(exchange.id)
    if (!this.#running) return
    const { context, folder } = this.#running
    const files = filesOf(exchange, outcome, await recordOf(context, exchange), tape)
    // Nobody waits for the disk.
    folder
      .write(exchange.timing.startedAt, exchange.id, files)
      .catch(thrown => context.log.warn(`${exchange.id} could not be written: ${(thrown as Error).message}`))
  }
}

/** The plugin that withholds it is named by the core. */
async function recordOf(context: PluginContext, exchange: Exchange): Promise<LogRecord | undefined> {
  try {
    return await context.record(exchange)
  } catch {
    return undefined
  }
}
