/** Writes a recording from plain values, every body in full: for tests of what reads recordings. */
import { writeFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import type { Message } from '../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import type { ExchangeLine, HeadLine, Line, OpenLine, PackedBody } from '../../src/recording/schema.ts'

export interface PlainExchange {
  readonly request: MessagesRequest
  /** Absent: the exchange was under way when the program ended. */
  readonly answer?: Message
  readonly open?: Partial<OpenLine>
  readonly end?: Partial<ExchangeLine>
}

const started = Date.parse('2026-11-26T10:00:00.000Z')

export const plainHead: HeadLine = {
  v: 1,
  type: 'head',
  schema: 'claudecodex-log',
  program: '0.1.0',
  run: 'run1',
  part: 1,
  started: new Date(started).toISOString(),
  pid: 1,
  host: 'h',
  backend: 'anthropic',
}

export function packedPlainly(value: unknown): PackedBody {
  const text = JSON.stringify(value)
  return { rope: [text], bytes: Buffer.byteLength(text), crc: crc32(text) }
}

/** Exchanges one second apart, `req_1` and on, each of half a second. */
export const plainLines = (exchanges: readonly PlainExchange[], head: Partial<HeadLine> = {}): Line[] => [
  { ...plainHead, ...head },
  ...exchanges.flatMap((exchange, index) => linesOf(exchange, index + 1)),
  { v: 1, type: 'tail', time: new Date(started).toISOString(), exchanges: exchanges.length, lost: 0 },
]

function linesOf({ request, answer, open, end }: PlainExchange, seq: number): Line[] {
  const id = open?.id ?? `req_${seq}`
  const startedAt = started + seq * 1000
  const opening: OpenLine = {
    v: 1,
    type: 'open',
    id,
    seq,
    time: new Date(startedAt).toISOString(),
    kind: 'messages',
    source: 'http',
    who: { session: 'session-1', class: 'main', by: 'header' },
    headers: {},
    asked: {
      model: request.model,
      stream: request.stream === true,
      bytes: JSON.stringify(request).length,
    },
    request: packedPlainly(request),
    ...open,
  }
  if (!answer && !end) return [opening]
  const tools = answer?.content.flatMap(block =>
    block.type === 'tool_use' ? [{ id: String(block.id), name: String(block.name) }] : [],
  )
  const ending: ExchangeLine = {
    v: 1,
    type: 'exchange',
    id,
    seq,
    outcome: 'answered',
    timing: { startedAt, head: 100, firstEvent: 120, total: 500 },
    choice: { backend: 'anthropic', model: request.model, reason: 'default of anthropic' },
    attempts: [],
    warnings: [],
    ...(answer && {
      answer: packedPlainly(answer),
      usage: answer.usage,
      ...(answer.stop_reason && { stopReason: answer.stop_reason }),
    }),
    ...(tools?.length && { tools }),
    ...end,
  }
  return [opening, ending]
}

export const writeLines = (path: string, lines: readonly Line[]): Promise<void> =>
  writeFile(path, lines.map(line => `${JSON.stringify(line)}\n`).join(''))
