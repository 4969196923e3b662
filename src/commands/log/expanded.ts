/** `--json` of one exchange: its lines with every body in full. */
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import type { PackedBody } from '../../recording/schema.ts'

/** What reads as JSON is JSON; other text is a string; what is no text is `{ base64 }`. */
export async function expanded(exchange: RecordedExchange): Promise<object> {
  const { open, end } = exchange
  const body = async (packed: PackedBody | undefined) => packed && value(await exchange.bytes(packed))
  const { request: _, ...opening } = open
  if (!end) return { ...opening, outcome: 'open', request: await body(exchange.request) }
  const { request: __, changed, answer, attempts, ...ending } = end
  return {
    ...opening,
    ...ending,
    type: 'exchange',
    attempts: await Promise.all(
      attempts.map(async ({ sent, ...attempt }) => ({
        ...attempt,
        sent: sent === 'client' ? sent : await body(sent),
      })),
    ),
    request: await body(exchange.request),
    changed: await body(changed),
    answer: await body(answer),
  }
}

function value(bytes: Buffer): unknown {
  const text = bytes.toString()
  if (!Buffer.from(text).equals(bytes)) return { base64: bytes.toString('base64') }
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
