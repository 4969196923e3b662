/** The three turns that every provider is asked for, with fixed prompts and few tokens. */
import type { StreamEvent } from '../../src/anthropic/events.ts'
import type { InputMessage, MessagesRequest } from '../../src/anthropic/request.ts'
import { type Answer, LiveFault } from './ask.ts'

export interface Turn {
  readonly name: 'text' | 'tool' | 'streamed'
  /** Throws a `LiveFault` where an answer is not what was asked for. */
  run(ask: (request: MessagesRequest) => Promise<Answer>, model: string): Promise<readonly Answer[]>
}

/** Tokens of each answer, thinking included: at two dollars per million all turns together stay under a cent. */
const most = 400

const requestOf = (
  model: string,
  messages: readonly InputMessage[],
  more: Partial<MessagesRequest> = {},
) => ({
  model,
  max_tokens: most,
  messages,
  ...more,
})

const user = (content: string): InputMessage => ({ role: 'user', content })

const text: Turn = {
  name: 'text',
  async run(ask, model) {
    const answer = await ask(
      requestOf(model, [user('Answer with one word: which colour has a clear sky at noon?')]),
    )
    expectText(answer)
    return [answer]
  },
}

const streamed: Turn = {
  name: 'streamed',
  async run(ask, model) {
    const question = user('Count from one to ten, as words with commas between them.')
    const answer = await ask(requestOf(model, [question], { stream: true }))
    expectText(answer)
    const isDelta = ({ type }: StreamEvent): boolean => type === 'content_block_delta'
    if (!answer.events.some(isDelta)) throw new LiveFault('no delta came', answer.events.at(-1))
    return [answer]
  },
}

const tools: NonNullable<MessagesRequest['tools']> = [
  {
    name: 'get_temperature',
    description: 'The temperature of a city now, in degrees Celsius.',
    input_schema: {
      type: 'object',
      properties: { city: { type: 'string', description: 'Name of the city' } },
      required: ['city'],
      additionalProperties: false,
    },
  },
]

/** A call, and the answer after its result: what a provider wants back of its own call is where translations break. */
const tool: Turn = {
  name: 'tool',
  async run(ask, model) {
    const question = user('How warm is it in Paris now? Use the tool.')
    const called = await ask(
      requestOf(model, [question], { tools, tool_choice: { type: 'any' }, stream: true }),
    )
    const { content, stop_reason: reason } = called.message
    const call = content.find(block => block.type === 'tool_use')
    if (call?.type !== 'tool_use') throw new LiveFault('the tool was not called', lastOf(called))
    if (call.name !== 'get_temperature') throw new LiveFault(`another tool was called: ${call.name}`, call)
    const { city } = call.input as { city?: unknown }
    if (typeof city !== 'string') throw new LiveFault('the call has no city', call)
    if (reason !== 'tool_use') throw new LiveFault(`stop_reason is ${reason}, not tool_use`, lastOf(called))
    const result: InputMessage = {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: call.id, content: '18' }],
    }
    const history = [question, { role: 'assistant', content } as InputMessage, result]
    const answer = await ask(requestOf(model, history, { tools }))
    expectText(answer)
    return [called, answer]
  },
}

export const turns: readonly Turn[] = [text, tool, streamed]

/** The last event that says something: the end itself says nothing. */
const lastOf = ({ events }: Answer): StreamEvent | undefined =>
  events.findLast(({ type }) => type !== 'message_stop' && type !== 'ping')

function expectText(answer: Answer): void {
  const { content, stop_reason: reason, usage } = answer.message
  const said = content.map(block => (block.type === 'text' ? block.text : '')).join('')
  if (said.trim() === '') throw new LiveFault(`no text came (stop_reason ${reason})`, lastOf(answer))
  if (reason !== 'end_turn') throw new LiveFault(`stop_reason is ${reason}, not end_turn`, lastOf(answer))
  if (!(usage.input_tokens > 0 && usage.output_tokens > 0)) {
    throw new LiveFault('the usage counts no tokens', usage)
  }
}
