/** Makes values as readonly as their types say, so that a plugin that changes one in place fails in its own test. */
import type { EventStream } from '../anthropic/events.ts'
import { type Batch, type BatchStream, batchesBehind, eventsOf } from '../core/batch.ts'

/** Freezes a JSON value with all that it holds, and returns it. */
export function deepFreeze<Value>(value: Value): Value {
  // Bytes cannot be frozen.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) deepFreeze(part)
  return value
}

/** The same stream of frozen events; the bytes of a read stay with its events. */
export function frozen(stream: EventStream): EventStream {
  const batches = batchesBehind(stream)
  return batches ? eventsOf(frozenBatches(batches)) : frozenEvents(stream)
}

async function* frozenBatches(batches: BatchStream): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    deepFreeze(batch.events)
    yield batch
  }
}

async function* frozenEvents(stream: EventStream): EventStream {
  for await (const event of stream) yield deepFreeze(event)
}
