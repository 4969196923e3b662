import { expect } from 'chai'
import { ApiError } from '../../../src/anthropic/errors.ts'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { type SimOptions, sim } from '../../../src/backends/sim/index.ts'
import type { Backend } from '../../../src/core/backend.ts'
import { silentLog } from '../../../src/core/log.ts'
import { createWire } from '../../../src/wire/http.ts'
import { makeCall } from '../../support/call.ts'
import { failureOf } from '../../support/failure.ts'
import { assertLegalStream, collect } from '../../support/streams.ts'

const make = (options: SimOptions = { pace: false }): Backend =>
  sim(options)({ name: 'sim', wire: createWire({ environment: {} }), log: silentLog })
const requestOf = (model: string, more: Partial<MessagesRequest> = {}): MessagesRequest => ({
  model,
  max_tokens: 1_000,
  messages: [{ role: 'user', content: 'Is UUIDv7 safe as a public id?' }],
  ...more,
})
const eventsOf = (request: MessagesRequest, options?: SimOptions): Promise<StreamEvent[]> =>
  collect(make(options).stream(request, makeCall()))

describe('the backend of simulated models', () => {
  it('streams a legal answer, the same to the same request', async () => {
    const events = await eventsOf(requestOf('a'))
    assertLegalStream(events)
    expect(await eventsOf(requestOf('a'))).to.deep.equal(events)
    const message = fold(events)
    expect(message).to.include({ model: 'a', stop_reason: 'end_turn' })
    expect(message?.usage.output_tokens).to.be.above(0)
  })
  it('has another answer from each model', async () => {
    const [a, b] = await Promise.all([eventsOf(requestOf('a')), eventsOf(requestOf('b'))])
    expect(fold(a)?.content).not.to.deep.equal(fold(b)?.content)
  })
  it('calls a tool where one is asked for', async () => {
    const tools = [{ name: 'submit_review', input_schema: { type: 'object' } }]
    const message = fold(await eventsOf(requestOf('p=1,form=tool', { tools })))
    expect(message?.stop_reason).to.equal('tool_use')
    expect(message?.content.at(-1)).to.include({ type: 'tool_use', name: 'submit_review' })
  })
  it('fails as its model does', async () => {
    const error = await failureOf(eventsOf(requestOf('p=.5,fail=1')))
    expect(ApiError.is(error) && error.type).to.equal('overloaded_error')
  })
  it('waits at the pace of its model, and not after its signal', async () => {
    const waits: number[] = []
    await eventsOf(requestOf('a'), { pace: async milliseconds => void waits.push(milliseconds) })
    expect(waits.length).to.be.above(1)
    const controller = new AbortController()
    const pace = async (): Promise<void> => controller.abort(new Error('gone'))
    const call = makeCall({ signal: controller.signal })
    const error = await failureOf(collect(make({ pace }).stream(requestOf('a'), call)))
    expect(String(error)).to.contain('gone')
  })
  it('counts, and names models for a first try', async () => {
    const backend = make()
    const count = await backend.countTokens?.(requestOf('a'), makeCall())
    expect(count).to.include({ estimated: true })
    expect(count?.inputTokens).to.be.above(0)
    expect((await backend.models?.(makeCall()))?.map(({ id }) => id)).to.deep.equal(['a', 'b', 'c'])
  })
})
