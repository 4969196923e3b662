/** An answer of a host as batches: from its event stream, or from JSON where it sent that. */
import { Batch, type BatchStream, oneBatch } from '../../core/batch.ts'
import { OpenedFlow } from '../../core/flow.ts'
import type { WireAnswer } from '../../wire/http.ts'
import { SseReader } from '../../wire/sse.ts'
import { opened, textOf } from './answer-form.ts'
import type { AnswerReader, Patience, StreamContext } from './answer-reader.ts'
import { type Chunk, JsonLines, parsed } from './chunks.ts'
import { noAnswer } from './errors.ts'
import { Streamed } from './streamed.ts'

const defaultPatience: Patience = { usage: 3_000, end: 500 }

export const answerBatches = (
  answer: WireAnswer,
  reader: AnswerReader,
  context: StreamContext,
  patience: Patience = defaultPatience,
): BatchStream =>
  new OpenedFlow(async () => {
    const { form, reads } = await opened(answer)
    const streamed = { body: answer.body, reads, reader, context, patience }
    switch (form) {
      case 'events':
        return new Streamed({ ...streamed, cutter: new SseReader() })
      case 'lines':
        return new Streamed({ ...streamed, cutter: new JsonLines() })
      case 'json':
        return oneBatch(whole(await textOf(reads, context.backend), reader, context))
      case undefined:
        if (answer.status === 204) throw noAnswer('', context.backend)
        return oneBatch(Batch.ofEvents(reader.finish(false)))
      default:
        throw noAnswer(await textOf(reads, context.backend), context.backend)
    }
  })

function whole(text: string, reader: AnswerReader, { backend, ended }: StreamContext): Batch {
  const chunk = parsed(text)
  const chunks = chunk ? [chunk] : linesOf(text)
  const events = chunks.flatMap(one => reader.read(one))
  if (events.length === 0 && !reader.isFinished) throw noAnswer(text, backend)
  const batch = Batch.ofEvents([...events, ...reader.finish(true)])
  ended?.()
  return batch
}

/** A chunk a line from a host that does not say so. */
function linesOf(text: string): readonly Chunk[] {
  const lines = text.split('\n').filter(line => line.trim() !== '' && line.trim() !== '[DONE]')
  const chunks = lines.map(parsed)
  return chunks.every(chunk => chunk !== undefined) ? chunks : []
}
