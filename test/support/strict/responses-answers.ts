/** Answers as the Responses API gives them, for scripts of the strict server. */
import { chatHeaders, chatJson } from './openai-answers.ts'
import type { Piece, ScriptedAnswer } from './scripted-server.ts'

type Fields = Readonly<Record<string, unknown>>

export const responsesModel = 'gpt-5.6-sol'

export const messageItem = (text: string, id = 'msg_strict'): Fields => ({
  id,
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
})

export const callItem = (name: string, input: unknown, callId = 'call_strict'): Fields => ({
  id: `fc_${callId}`,
  type: 'function_call',
  status: 'completed',
  call_id: callId,
  name,
  arguments: JSON.stringify(input),
})

/** What the strict server lets back in: text that it has encrypted itself. */
export const encrypted = (id: string): string => `gAAAAAB${Buffer.from(id).toString('base64url')}`

export const reasoningItem = (id: string, ...summary: readonly string[]): Fields => ({
  id,
  type: 'reasoning',
  summary: summary.map(text => ({ type: 'summary_text', text })),
  encrypted_content: encrypted(id),
})

const usage = {
  input_tokens: 12,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 19,
}

/** A whole answer around the items of its output. */
export const responseOf = (output: readonly Fields[], fields: Fields = {}): Fields => ({
  id: 'resp_strict',
  object: 'response',
  created_at: 1_763_700_000,
  status: 'completed',
  model: responsesModel,
  error: null,
  incomplete_details: null,
  output,
  parallel_tool_calls: true,
  usage,
  ...fields,
})

/** Events of a whole stream around the items of its output, as the API gives them. */
export function responseEvents(output: readonly Fields[], fields: Fields = {}): Fields[] {
  const started = responseOf([], { status: 'in_progress', usage: undefined })
  const whole = responseOf(output, fields)
  return numbered([
    { type: 'response.created', response: started },
    { type: 'response.in_progress', response: started },
    ...output.flatMap((item, index) => itemEvents(item, index)),
    { type: `response.${String(whole.status)}`, response: whole },
  ])
}

/** Events with the numbers that the API gives them. */
export const numbered = (events: readonly Fields[]): Fields[] =>
  events.map((event, number) => ({ ...event, sequence_number: number }))

/** The events of one item, its text in pieces. */
export function itemEvents(item: Fields, index: number): Fields[] {
  const place = { output_index: index, item_id: item.id }
  const inner = { message: messageEvents, function_call: callEvents, reasoning: reasoningEvents }
  const events = inner[item.type as keyof typeof inner](item, place)
  return [
    { type: 'response.output_item.added', output_index: index, item: begun(item) },
    ...events,
    { type: 'response.output_item.done', output_index: index, item },
  ]
}

function begun(item: Fields): Fields {
  if (item.type === 'message') return { ...item, status: 'in_progress', content: [] }
  if (item.type === 'function_call') return { ...item, status: 'in_progress', arguments: '' }
  // [docs] What is encrypted so far may be incomplete.
  return { ...item, summary: [], encrypted_content: 'gAAAAABincomplete' }
}

const pieces = (text: string): string[] => {
  const middle = Math.ceil(text.length / 2)
  return [text.slice(0, middle), text.slice(middle)].filter(Boolean)
}

function messageEvents({ content }: Fields, place: Fields): Fields[] {
  return (content as Fields[]).flatMap((part, index): Fields[] => {
    const at = { ...place, content_index: index }
    if (part.type === 'refusal') {
      return [
        { type: 'response.content_part.added', ...at, part: { type: 'refusal', refusal: '' } },
        ...pieces(String(part.refusal)).map(delta => ({ type: 'response.refusal.delta', ...at, delta })),
        { type: 'response.refusal.done', ...at, refusal: part.refusal },
        { type: 'response.content_part.done', ...at, part },
      ]
    }
    return [
      { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
      ...pieces(String(part.text)).map(delta => ({
        type: 'response.output_text.delta',
        ...at,
        delta,
        logprobs: [],
      })),
      { type: 'response.output_text.done', ...at, text: part.text, logprobs: [] },
      { type: 'response.content_part.done', ...at, part },
    ]
  })
}

const callEvents = (item: Fields, place: Fields): Fields[] => [
  ...pieces(String(item.arguments)).map(delta => ({
    type: 'response.function_call_arguments.delta',
    ...place,
    delta,
  })),
  { type: 'response.function_call_arguments.done', ...place, arguments: item.arguments },
]

function reasoningEvents({ summary }: Fields, place: Fields): Fields[] {
  return (summary as Fields[]).flatMap((part, index) => {
    const at = { ...place, summary_index: index }
    return [
      { type: 'response.reasoning_summary_part.added', ...at, part: { ...part, text: '' } },
      ...pieces(String(part.text)).map(delta => ({
        type: 'response.reasoning_summary_text.delta',
        ...at,
        delta,
      })),
      { type: 'response.reasoning_summary_text.done', ...at, text: part.text },
      { type: 'response.reasoning_summary_part.done', ...at, part },
    ]
  })
}

export const eventFrame = (event: Fields): string =>
  `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`

/** A stream of these pieces. */
export const responsesStream = (
  sent: readonly Piece[],
  rest: Omit<ScriptedAnswer, 'pieces'> = {},
): ScriptedAnswer => ({
  ...rest,
  headers: { ...chatHeaders, 'content-type': 'text/event-stream; charset=utf-8', ...rest.headers },
  pieces: sent,
})

/** A stream around the items of an output. */
export const streamOf = (...output: readonly Fields[]): ScriptedAnswer =>
  responsesStream(responseEvents(output).map(eventFrame))

export const responsesJson = chatJson
