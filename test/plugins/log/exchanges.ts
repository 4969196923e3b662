/** Exchanges, outcomes and rows as the monitor meets them. */
import type { AnswerBlock, ApiError, Exchange, LogRecord, Message, Outcome, PluginContext } from 'claudecodex'
import type { Row } from '../../../plugins/log/row.ts'
import { recordOf } from '../../../src/core/record.ts'
import { memoryStore } from '../../../src/core/store.ts'

/** 14:03:07 wherever the test runs. */
export const startedAt = new Date(2026, 10, 23, 14, 3, 7).getTime()
export const session = '3f2c9a10-1111-4222-8333-444455556666'

export const anExchange = (fields: Partial<Exchange> = {}): Exchange => {
  const request = { model: 'claude-opus-5-5', messages: [{ role: 'user' as const, content: 'Fix it.' }] }
  return {
    id: 'req_1',
    kind: 'messages',
    source: 'http',
    original: request,
    request,
    asked: { model: 'claude-opus-5-5', stream: true, bytes: 100 },
    who: { client: 'claude-cli/2.1.330', session, class: 'main', by: 'header' },
    headers: {},
    signal: new AbortController().signal,
    choice: { backend: 'anthropic', model: 'claude-opus-5-5', reason: "the client's own model" },
    attempts: [],
    warnings: [],
    timing: { startedAt, head: 700, firstEvent: 800, total: 4_200 },
    pace: [],
    head: { status: 200, headers: {} },
    ...fields,
  }
}

export const aMessage = (content: readonly AnswerBlock[], fields: Partial<Message> = {}): Message => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-opus-5-5',
  content,
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: {
    input_tokens: 200,
    output_tokens: 212,
    cache_creation_input_tokens: 1_000,
    cache_read_input_tokens: 60_800,
  },
  ...fields,
})

export const tool = (name: string, input: unknown): AnswerBlock => ({
  type: 'tool_use',
  id: 'toolu_1',
  name,
  input,
})
export const said = (text: string): AnswerBlock => ({ type: 'text', text })

export const answered = (message: Message | undefined): Outcome => ({ kind: 'answered', message })
export const failed = (error: ApiError): Outcome => ({ kind: 'failed', error, message: undefined })

export const recorded = (exchange: Exchange, outcome: Outcome): LogRecord =>
  recordOf({ ...exchange, outcome })

export const aRow = (fields: Partial<Row> = {}): Row => ({
  state: 'answered',
  startedAt,
  session: '3f2c',
  agent: 'main',
  asked: 'claude-opus-5-5',
  model: 'claude-opus-5-5',
  tokens: { context: 62_000, input: 1_200, cached: 60_800, output: 212 },
  first: 800,
  total: 4_200,
  attempts: 1,
  failures: [],
  warnings: [],
  tools: [],
  text: '',
  minor: false,
  ...fields,
})

/** What a gateway gives the plugin. */
export const aContext = (record: PluginContext['record']): PluginContext => ({
  options: undefined,
  log: { debug() {}, info() {}, warn() {}, error() {} },
  store: memoryStore(),
  config: {
    backends: [],
    defaultBackend: 'anthropic',
    priceOf: async () => undefined,
    choiceOf: () => undefined,
    reviewers: () => [],
  },
  signal: new AbortController().signal,
  ask: () => {
    throw new Error('the monitor asks nobody')
  },
  record,
})
