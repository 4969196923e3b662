/** What an answer has brought, kept in little memory until somebody asks for the message. */
import { Folder } from '../anthropic/fold.ts'
import type { Message } from '../anthropic/message.ts'
import type { Batch } from './batch.ts'

/** Bytes. Reads of this size are kept as they are; smaller ones are copied together. */
const large = 4_096
const smallestSlab = 1_024
const largestSlab = 65_536

/**
 * Events are folded as they come. Frames nobody has parsed stay bytes, copied into a few slabs: a Buffer for each
 * token of an answer, held until its end, is most of what the garbage collector would have to do.
 */
export class Kept {
  readonly #folder = new Folder()
  #waiting: (Buffer | Batch)[] = []
  #slab = Buffer.alloc(0)
  #filled = 0
  #nextSlab = smallestSlab
  #failure: { readonly thrown: unknown } | undefined

  add(batch: Batch): void {
    const { unparsed } = batch
    if (unparsed) this.#keep(unparsed)
    else if (batch.source === 'body') this.#wait(batch)
    else {
      this.#foldWaiting()
      for (const event of batch.events) this.#folder.add(event)
    }
  }

  /** Folded as far as it goes. Throws what an error frame carries. */
  get message(): Message | undefined {
    this.#foldWaiting()
    if (this.#failure) throw this.#failure.thrown
    return this.#folder.message
  }

  /** Like `message`, but what stands before an error frame counts: the failure itself has gone to the client. */
  get messageSoFar(): Message | undefined {
    this.#foldWaiting()
    return this.#folder.message
  }

  #keep(frames: Buffer): void {
    if (frames.length >= large) this.#wait(frames)
    else {
      if (this.#filled + frames.length > this.#slab.length) this.#newSlab(frames.length)
      this.#filled += frames.copy(this.#slab, this.#filled)
    }
  }

  #wait(part: Buffer | Batch): void {
    this.#endSlab()
    this.#waiting.push(part)
  }

  #newSlab(least: number): void {
    this.#endSlab()
    this.#slab = Buffer.allocUnsafeSlow(Math.max(this.#nextSlab, least))
    this.#nextSlab = Math.min(this.#nextSlab * 2, largestSlab)
  }

  #endSlab(): void {
    if (this.#filled > 0) this.#waiting.push(this.#slab.subarray(0, this.#filled))
    this.#slab = Buffer.alloc(0)
    this.#filled = 0
  }

  #foldWaiting(): void {
    this.#endSlab()
    if (this.#waiting.length === 0) return
    const waiting = this.#waiting
    this.#waiting = []
    try {
      for (const part of waiting) {
        if (Buffer.isBuffer(part)) this.#folder.addFrames(part.toString())
        else for (const event of part.events) this.#folder.add(event)
      }
    } catch (thrown) {
      this.#failure ??= { thrown }
    }
  }
}
