/** An answer of Converse as batches: from its stream of events, or from a whole answer. */
import { Batch } from '../../core/batch.ts'
import { brokenAnswer } from './errors.ts'
import { type ConverseReader, eventsOfAnswer } from './events.ts'
import type { ConverseAnswer, ConverseEvent } from './types.ts'

/** Milliseconds that Bedrock gets for its usage after the model has stopped. */
const patience = 3_000

export function whole(answer: ConverseAnswer, reader: ConverseReader, backend: string): Batch {
  if (!Array.isArray(answer.output?.message?.content)) {
    throw brokenAnswer(backend)
  }
  const events = [...eventsOfAnswer(answer)].flatMap(event => reader.read(event))
  return Batch.ofEvents([...events, ...reader.finish()])
}

/** The usage comes behind the stop, and with it the end: a connection that lingers must not hold the answer. */
export async function* streamed(
  stream: AsyncIterable<ConverseEvent>,
  reader: ConverseReader,
): AsyncGenerator<Batch> {
  const iterator = stream[Symbol.asyncIterator]()
  try {
    while (!reader.isDone) {
      const step = await (reader.isFinished ? orDone(iterator.next()) : iterator.next())
      if (step.done) break
      const events = reader.read(step.value)
      if (events.length > 0) yield Batch.ofEvents(events)
    }
    yield Batch.ofEvents(reader.finish())
  } finally {
    // Not awaited: behind the end nothing is of interest.
    void Promise.resolve(iterator.return?.(undefined)).catch(() => {})
  }
}

function orDone<Value>(next: Promise<IteratorResult<Value>>): Promise<IteratorResult<Value>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve({ done: true, value: undefined }), patience)
    next.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
