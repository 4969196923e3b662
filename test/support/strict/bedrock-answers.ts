/** Answers as Bedrock gives them, for scripts of the strict server. */
import { errorFrame, eventFrame, exceptionFrame } from './bedrock-frames.ts'
import type { Piece, ScriptedAnswer } from './scripted-server.ts'

export { errorFrame, eventFrame, exceptionFrame }

type Fields = Readonly<Record<string, unknown>>

const answerHeaders: Readonly<Record<string, string>> = {
  'x-amzn-requestid': '7d6d3a1c-5a2e-4a52-9b0c-000000000001',
}

export const usage = (fields: Fields = {}): Fields => ({
  inputTokens: 12,
  outputTokens: 7,
  totalTokens: 19,
  ...fields,
})

export const start = (): Buffer => eventFrame('messageStart', { role: 'assistant' })
export const delta = (index: number, fields: Fields): Buffer =>
  eventFrame('contentBlockDelta', { contentBlockIndex: index, delta: fields })
export const blockStop = (index: number): Buffer =>
  eventFrame('contentBlockStop', { contentBlockIndex: index })
export const toolStart = (index: number, name: string, toolUseId: string): Buffer =>
  eventFrame('contentBlockStart', { contentBlockIndex: index, start: { toolUse: { name, toolUseId } } })
export const messageStop = (stopReason = 'end_turn', fields: Fields = {}): Buffer =>
  eventFrame('messageStop', { stopReason, ...fields })
export const metadata = (fields: Fields = usage(), rest: Fields = {}): Buffer =>
  eventFrame('metadata', { usage: fields, metrics: { latencyMs: 12 }, ...rest })

/** Text has no start of its own block. */
export const textFrames = (text = 'Hello'): Buffer[] => [
  start(),
  delta(0, { text }),
  blockStop(0),
  messageStop(),
  metadata(),
]

export interface CallOfTool {
  readonly name: string
  readonly input: unknown
  readonly id?: string
}

/** Calls one behind the other, each with its arguments in two pieces. */
export const toolFrames = (...calls: readonly CallOfTool[]): Buffer[] => [
  start(),
  ...calls.flatMap(({ name, input, id = `tooluse_strict_${name}` }, index) => {
    const json = JSON.stringify(input)
    return [
      toolStart(index, name, id),
      delta(index, { toolUse: { input: json.slice(0, 3) } }),
      delta(index, { toolUse: { input: json.slice(3) } }),
      blockStop(index),
    ]
  }),
  messageStop('tool_use'),
  metadata(),
]

export const bedrockStream = (
  pieces: readonly Piece[],
  rest: Omit<ScriptedAnswer, 'pieces'> = {},
): ScriptedAnswer => ({
  ...rest,
  headers: { ...answerHeaders, 'content-type': 'application/vnd.amazon.eventstream', ...rest.headers },
  pieces,
})

export const bedrockJson = (
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): ScriptedAnswer => {
  const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
  return {
    status,
    headers: {
      ...answerHeaders,
      'content-type': 'application/json',
      'content-length': String(body.length),
      ...headers,
    },
    pieces: [body],
  }
}

/** A whole answer of Converse. */
export const converseAnswer = (
  content: readonly Fields[] = [{ text: 'Hello' }],
  stopReason = 'end_turn',
  rest: Fields = {},
): ScriptedAnswer =>
  bedrockJson({
    output: { message: { role: 'assistant', content } },
    stopReason,
    usage: usage(),
    metrics: { latencyMs: 12 },
    ...rest,
  })

export interface AwsFault {
  readonly status: number
  /** Name of the exception. */
  readonly name: string
  readonly message: string
}

/** An exception before any answer. */
export const bedrockError = (
  { status, name, message }: AwsFault,
  headers: Readonly<Record<string, string>> = {},
): ScriptedAnswer => bedrockJson({ message }, status, { 'x-amzn-errortype': `${name}:`, ...headers })
