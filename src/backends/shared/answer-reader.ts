/** What reads the answer of a host, and what it is read under. */
import type { StreamEvent } from '../../anthropic/events.ts'
import type { Chunk, ChunkContext } from './chunks.ts'

/** Makes events of chunks. */
export interface AnswerReader {
  /** True once nothing of the answer can follow: the host need not go on. */
  readonly isStopped: boolean
  /** True once the host has named its reason to end; little may follow. */
  readonly isFinished: boolean
  /** Throws the error that a chunk carries. */
  read(chunk: Chunk): StreamEvent[]
  /** Ends the message. `isComplete`: the host has said so. Throws where the answer broke off. */
  finish(isComplete: boolean): StreamEvent[]
}

export interface StreamContext extends ChunkContext {
  /** Called when the whole answer has been read. */
  readonly ended?: () => void
}

/** Milliseconds. */
export interface Patience {
  /** What a host gets for its usage after it has named its reason to stop. */
  readonly usage: number
  /** How long its connection may stay open behind `[DONE]`. */
  readonly end: number
}
