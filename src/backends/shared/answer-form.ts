/** What a host has really sent: how it begins tells, where its content type says otherwise or nothing. */
import { InternalError } from '../../anthropic/errors.ts'
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
  /** All of it, what was looked at included. */
  readonly body: AsyncIterable<Buffer>
}

/** Reads until the form is known. */
export async function opened({ headers, body }: WireAnswer): Promise<OpenedAnswer> {
  const decoder = new TextDecoder()
  const iterator = body[Symbol.asyncIterator]()
  const reads: Buffer[] = []
  let start = ''
  let form: AnswerForm | undefined
  while (form === undefined) {
    const step = await iterator.next()
    if (step.done) break
    reads.push(step.value)
    start = (start + decoder.decode(step.value, { stream: true })).trimStart()
    form = formOf(start, headers['content-type'] ?? '')
  }
  const next = (): ReturnType<typeof iterator.next> => {
    const read = reads.shift()
    return read ? Promise.resolve({ done: false, value: read }) : iterator.next()
  }
  const end = () => iterator.return?.() ?? Promise.resolve({ done: true as const, value: undefined })
  return { form, body: { [Symbol.asyncIterator]: () => ({ next, return: end }) } }
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
