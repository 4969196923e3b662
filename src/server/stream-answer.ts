/**
 * Writes a stream to the client: the status is committed when the first event is there, so that a failure before it is
 * an HTTP status; silence is filled with pings; a failure after it is one `event: error` and never a silent end.
 */
import type { ServerResponse } from 'node:http'
import { type ApiError, toApiError } from '../anthropic/errors.ts'
import { encodeEvent } from '../anthropic/sse.ts'
import type { Batch } from '../core/batch.ts'
import type { Flow } from '../core/flow.ts'

export interface StreamOptions {
  /** Milliseconds without any event after which the status is committed all the same. */
  readonly commitAfterMs: number
  readonly pingAfterMs: number
  /** Sets the status and the headers. */
  readonly commit: () => void
  readonly id: string
}

// Written out at once when more than this has gathered within one turn of the event loop.
const flushAt = 64 * 1024

const ping = Buffer.from(encodeEvent({ type: 'ping' }))

export class StreamAnswer {
  readonly #response: ServerResponse
  readonly #options: StreamOptions
  #committed = false
  #early: Buffer[] = []
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #turn: NodeJS.Immediate | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(response: ServerResponse, options: StreamOptions) {
    this.#response = response
    this.#options = options
  }

  /** Throws what failed before the status was committed. */
  async send(batches: Flow<Batch>): Promise<void> {
    this.#timer = setTimeout(() => this.#commitEmpty(), this.#options.commitAfterMs)
    try {
      while (!batches.isOver) {
        const batch = batches.take()
        if (batch) this.#take(batch)
        else await batches.ready()
        if (this.#response.writableNeedDrain || this.#waitingBytes > flushAt) await this.#drained()
        if (this.#response.destroyed) return
      }
      this.#commit()
    } catch (thrown) {
      if (!this.#committed) throw thrown
      this.#write(errorFrame(toApiError(thrown), this.#options.id))
    } finally {
      await batches.leave()
      clearTimeout(this.#timer)
      if (this.#committed) {
        this.#flush()
        this.#response.end()
      }
    }
  }

  /** Pings that come before any content wait: a failure may still become a status. */
  #take(batch: Batch): void {
    if (!this.#committed && batch.quiet) {
      this.#early.push(batch.frames)
      return
    }
    this.#commit()
    this.#write(batch.frames)
  }

  #commit(): void {
    if (this.#committed) return
    this.#committed = true
    clearTimeout(this.#timer)
    this.#options.commit()
    for (const frames of this.#early) this.#write(frames)
    this.#early = []
    this.#timer = setTimeout(() => this.#silent(), this.#options.pingAfterMs)
  }

  /** Nothing follows that would take the headers along. */
  #commitEmpty(): void {
    this.#commit()
    this.#response.flushHeaders()
  }

  #silent(): void {
    this.#write(ping)
    this.#timer?.refresh()
  }

  /** One write a turn of the event loop, however many batches it brings. */
  #write(frames: Buffer): void {
    this.#waiting.push(frames)
    this.#waitingBytes += frames.length
    this.#timer?.refresh()
    this.#turn ??= setImmediate(() => this.#flush())
  }

  #flush(): void {
    if (this.#turn) clearImmediate(this.#turn)
    this.#turn = undefined
    const [first, ...rest] = this.#waiting
    if (!first || this.#response.destroyed) return
    this.#waiting = []
    this.#waitingBytes = 0
    this.#response.write(rest.length ? Buffer.concat([first, ...rest]) : first)
  }

  #drained(): Promise<void> {
    this.#flush()
    const response = this.#response
    if (!response.writableNeedDrain || response.destroyed) return Promise.resolve()
    return new Promise(resolve => {
      const done = () => {
        response.off('drain', done)
        response.off('close', done)
        resolve()
      }
      response.on('drain', done)
      response.on('close', done)
    })
  }
}

/** The upstream's own words where the failure is an error event of its. */
function errorFrame(error: ApiError, id: string): Buffer {
  const own = error.raw && isJson(error.raw.body) ? Buffer.from(error.raw.body).toString() : undefined
  const data = own ?? JSON.stringify({ ...error.toJSON(), request_id: id })
  return Buffer.from(`event: error\ndata: ${data.replaceAll('\n', '\ndata: ')}\n\n`)
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes).toString())
    return true
  } catch {
    return false
  }
}
