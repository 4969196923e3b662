/** What a host has really sent: how it begins tells, where its content type says otherwise or nothing. */
import { InternalError } from '../../anthropic/errors.ts'
import { ContinuedFlow, type Flow, flowOf } from '../../core/flow.ts'
import { wholeBodyLimit } from '../../wire/body.ts'
import type { WireAnswer } from '../../wire/http.ts'

/** `lines`: a chunk of JSON a line. `words`: neither JSON nor events nor a page. */
export type AnswerForm = 'events' | 'json' | 'lines' | 'page' | 'words'

const fields = ['data', 'event', 'id', 'retry']

/** Undefined as long as too little has come to tell. `type` is the content type. */
export function formOf(start: string, type: string): AnswerForm | undefined {
  // Some hosts hold a connection with blank lines.
  const text = start.replace(/^[\ufeff\s]+/, '')
  if (text === '') return undefined
  if (text.startsWith('<')) return 'page'
  if (type.includes('ndjson')) return 'lines'
  if (/^[{[]/.test(text)) return 'json'
  if (type.includes('event-stream') || /^(:|(data|event|id|retry)\b.)/s.test(text)) return 'events'
  return fields.some(field => field.startsWith(text)) ? undefined : 'words'
}

export interface OpenedAnswer {
  /** Undefined where nothing came. */
  readonly form: AnswerForm | undefined
  /** All of the body, what was looked at included. */
  readonly reads: Flow<Buffer>
}

/** Reads until the form is known. */
export async function opened({ headers, body }: WireAnswer): Promise<OpenedAnswer> {
  const decoder = new TextDecoder()
  const flow = flowOf<Buffer>(body)
  const held: Buffer[] = []
  let start = ''
  let form: AnswerForm | undefined
  while (form === undefined && !flow.isOver) {
    const read = flow.take()
    if (read) {
      held.push(read)
      start = (start + decoder.decode(read, { stream: true })).trimStart()
      form = formOf(start, headers['content-type'] ?? '')
    } else if (!flow.isOver) await flow.ready()
  }
  return { form, reads: new ContinuedFlow(held, flow) }
}

/** Throws an `InternalError` past the limit of bodies that are wanted whole. */
export async function textOf(body: AsyncIterable<Buffer>, backend: string): Promise<string> {
  const reads: Buffer[] = []
  let length = 0
  for await (const read of body) {
    length += read.length
    if (length > wholeBodyLimit) {
      throw new InternalError(`${backend} sent more than ${wholeBodyLimit} bytes.`, { backend })
    }
    reads.push(read)
  }
  return Buffer.concat(reads).toString()
}
