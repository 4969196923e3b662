/** OpenAI behind its Responses API: what it has thought comes encrypted, and is good there only. */
import { responses } from '../../../src/backends/responses/index.ts'
import type { Said } from '../conversations.ts'
import {
  callItem,
  encrypted,
  eventFrame,
  messageItem,
  reasoningItem,
  responseEvents,
  responseOf,
  responsesJson,
  responsesStream,
} from '../strict/responses-answers.ts'
import { startResponsesServer } from '../strict/responses-server.ts'
import {
  type Fields,
  half,
  hostName,
  markOf,
  newNumber,
  type Speaker,
  type Spoken,
  stageOf,
} from './speaker.ts'

export const reasoner: Speaker = {
  name: 'responses',
  model: 'gpt-5.6-sol',
  maker: 'responses',
  start: () =>
    stageOf(startResponsesServer, speak, server =>
      responses({ baseUrl: server.baseUrl, apiKey: 'sk-strict' }),
    ),
}

function speak(said: Said, body: Fields): Spoken {
  const { tools, stream, reasoning } = body as {
    readonly tools?: unknown
    readonly stream?: boolean
    readonly reasoning?: Fields
  }
  const isShown = reasoning?.summary !== undefined
  const thought = (): Fields => {
    const words = said.thoughts !== 'hidden' && isShown ? [`I weigh ${markOf('responses')}`] : []
    return reasoningItem(`rs_${markOf('responses')}`, ...words)
  }
  const text = said.isCut && said.calls.length === 0 ? half(said.text) : said.text
  const calls = said.calls.map(({ tool, input }, at) => {
    const item = callItem(hostName(tools, tool), input, `call_${'x'.repeat(40)}${newNumber()}`)
    const isHalf = said.isCut && at === said.calls.length - 1
    return isHalf ? { ...item, status: 'incomplete', arguments: half(String(item.arguments)) } : item
  })
  const first = said.thoughts === 'none' ? [] : [thought()]
  const second = said.thoughts === 'both' && calls.length > 0 ? [thought()] : []
  const output = [
    ...first,
    ...(text === '' ? [] : [messageItem(text, `msg_${newNumber()}`)]),
    ...second,
    ...calls,
  ]
  const fields = said.isCut
    ? { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
    : {}
  const answer = stream
    ? responsesStream(responseEvents(output, fields).map(eventFrame))
    : responsesJson(responseOf(output, fields))
  // A client that shows no thinking carries none: then it is remembered with the calls that it led to.
  const isOwed = calls.length > 0 || (isShown && text.trim() !== '')
  const owed = isOwed ? [...first, ...second].map(({ id }) => encrypted(String(id))) : []
  return { answer, owed }
}
