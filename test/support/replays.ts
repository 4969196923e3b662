/** Recorded exchanges in memory, and jobs and results made of them: for tests of replaying. */
import type { Message } from '../../src/anthropic/message.ts'
import { BlobTable } from '../../src/recording/blob-table.ts'
import { RecordedExchange } from '../../src/recording/recorded-exchange.ts'
import { compared } from '../../src/recording/replay/compare.ts'
import type { Job, Result } from '../../src/recording/replay/job.ts'
import type { Side } from '../../src/recording/replay/side.ts'
import { messageOf, requestOf } from './gateway.ts'
import { type PlainExchange, plainLines } from './recordings.ts'

/** As a reader would find them. */
export function recordedExchanges(plain: readonly PlainExchange[]): RecordedExchange[] {
  // Every body stands in its line: no blob is ever read.
  const blobs = new BlobTable(undefined as never)
  const found = new Map<string, RecordedExchange>()
  for (const line of plainLines(plain)) {
    if (line.type === 'open') found.set(line.id, new RecordedExchange(line, 'run.jsonl', blobs))
    const exchange = line.type === 'exchange' ? found.get(line.id) : undefined
    if (exchange && line.type === 'exchange') exchange.end = line
  }
  return [...found.values()]
}

export function recordedExchange(plain: Partial<PlainExchange> = {}): RecordedExchange {
  const [exchange] = recordedExchanges([{ request: requestOf('hello'), answer: messageOf('Hi'), ...plain }])
  if (!exchange) throw new Error('no exchange was made')
  return exchange
}

export const jobOf = (more: Partial<Job> = {}): Job => ({
  source: recordedExchange(),
  target: {},
  route: { backend: 'scripted', model: 'model-1' },
  round: 1,
  stripsThinking: false,
  estimate: { inputTokens: 100, outputTokens: 10, isGuess: false, dollars: 0.01 },
  ...more,
})

export const answeredSide = (message: Message, more: Partial<Side> = {}): Side => ({
  outcome: 'answered',
  message,
  usage: message.usage,
  ...more,
})

export function resultOf(recorded: Side, replayed: Side, job: Partial<Job> = {}): Result {
  return { job: jobOf(job), recorded, replayed, comparison: compared(recorded, replayed, []) }
}

/** An answer that calls tools, by name and input. */
export const callingMessage = (
  calls: readonly (readonly [name: string, input: unknown])[],
  text = '',
): Message => ({
  ...messageOf(text),
  content: [
    ...(text === '' ? [] : [{ type: 'text' as const, text, citations: null }]),
    ...calls.map(([name, input], index) => ({
      type: 'tool_use' as const,
      id: `toolu_${index}`,
      name,
      input,
    })),
  ] as Message['content'],
  stop_reason: 'tool_use',
})
