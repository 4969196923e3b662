import { expect } from 'chai'
import fc from 'fast-check'
import failover from '../../plugins/failover.ts'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { anthropic } from '../../src/backends/anthropic/index.ts'
import type { BackendFactory } from '../../src/backends/backend-factory.ts'
import { openai } from '../../src/backends/openai/index.ts'
import {
  anthropicManner,
  type FaultCase,
  faultCases,
  type Manner,
  openAiManner,
} from '../support/fault-matrix.ts'
import { assertLegalStream } from '../support/streams.ts'
import { type AnthropicServer, startAnthropicServer } from '../support/strict/anthropic-server.ts'
import { type OpenAiServer, startOpenAiServer } from '../support/strict/openai-server.ts'
import type { ScriptedServer } from '../support/strict/scripted-server.ts'
import { VirtualClock } from '../support/virtual-clock.ts'
import { type OracleProxy, startOracleProxy } from './proxy.ts'

/** Milliseconds, for what would never answer. */
const impatient = { firstByteMs: 300 }

interface Got {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly events: readonly StreamEvent[]
}

async function ask(url: string, stream: boolean): Promise<Got> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({
      model: 'wanted',
      max_tokens: 100,
      stream,
      messages: [{ role: 'user', content: 'hi' }],
    }),
  })
  const text = await response.text()
  const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => JSON.parse(json) as StreamEvent)
  return { status: response.status, headers: response.headers, text, events }
}

/** The one property: one whole answer or one error, and never a second beginning. */
function checkForm({ status, text, events }: Got, stream: boolean): 'answer' | 'error' {
  if (status !== 200 || !stream) {
    const body = JSON.parse(text) as { readonly type: string }
    expect(body.type).to.equal(status === 200 ? 'message' : 'error')
    return status === 200 ? 'answer' : 'error'
  }
  expect(events.filter(({ type }) => type === 'message_start')).to.have.length(1)
  const errors = events.filter(({ type }) => (type as string) === 'error')
  if (errors.length === 0) {
    assertLegalStream(events)
    return 'answer'
  }
  expect(errors).to.have.length(1)
  expect(events.at(-1)?.type).to.equal('error')
  return 'error'
}

interface Way {
  readonly name: string
  readonly manner: Manner
  readonly start: () => Promise<{ readonly primary: ScriptedServer; readonly other: ScriptedServer }>
  readonly backends: (
    primary: string,
    other: string,
    limits: object,
  ) => Readonly<Record<string, BackendFactory>>
}

const direct = (url: string, limits = {}): BackendFactory =>
  anthropic({ baseUrl: url, apiKey: 'sk-ant-api-1', timeouts: limits })
const translated = (url: string, limits = {}): BackendFactory =>
  openai({ baseUrl: `${url}/v1`, apiKey: 'sk-1', model: 'gpt-5.1', host: 'openai', timeouts: limits })

const ways: readonly Way[] = [
  {
    name: 'from the API that is passed through',
    manner: anthropicManner,
    start: async () => ({ primary: await startAnthropicServer(), other: await startOpenAiServer() }),
    backends: (primary, other, limits) => ({ main: direct(primary, limits), spare: translated(other) }),
  },
  {
    name: 'from one that is translated',
    manner: openAiManner,
    start: async () => ({ primary: await startOpenAiServer(), other: await startAnthropicServer() }),
    backends: (primary, other, limits) => ({ main: translated(primary, limits), spare: direct(other) }),
  },
]

describe('a provider that fails', () => {
  let servers: Awaited<ReturnType<Way['start']>>
  let proxy: OracleProxy
  let clock: VirtualClock
  let close: (() => Promise<void>) | undefined

  async function startFor(way: Way, hasSubstitute: boolean, limits = {}, contextWindow = {}): Promise<void> {
    await closeAll()
    clock = new VirtualClock()
    servers = await way.start()
    proxy = await startOracleProxy({
      backends: way.backends(servers.primary.url, servers.other.url, limits),
      plugins: [
        failover({
          now: clock.now,
          sleep: clock.sleep,
          random: () => 0.5,
          contextWindow,
          ...(hasSubstitute && { substitutes: { 'main:*': 'spare:gpt-5.1' } }),
        }),
      ],
    })
    close = async () => {
      await proxy.close()
      await Promise.all([servers.primary.close(), servers.other.close()])
      const { violations } = servers.other as AnthropicServer | OpenAiServer
      expect(violations, 'what a substitute is sent is legal').to.deep.equal([])
    }
  }

  async function closeAll(): Promise<void> {
    const closing = close
    close = undefined
    await closing?.()
  }
  afterEach(closeAll)

  async function check(way: Way, fault: FaultCase, stream: boolean, hasSubstitute: boolean): Promise<void> {
    const answer = fault.answer(way.manner, stream)
    if (!answer) return
    await startFor(way, hasSubstitute, fault.hangs ? impatient : {})
    servers.primary.answer(answer, answer, answer, answer)
    const got = await ask(proxy.url, stream)
    const isHelped = hasSubstitute && fault.substituted
    expect(checkForm(got, stream)).to.equal(isHelped ? 'answer' : 'error')
    expect(got.status).to.equal(isHelped || fault.status === 'stream' ? 200 : fault.status)
    expect(servers.primary.received).to.have.length(fault.retried ? 3 : 1)
    expect(servers.other.received).to.have.length(isHelped ? 1 : 0)
    expect(clock.slept).to.be.below(30_000)
  }

  async function checkOnce(way: Way, fault: FaultCase, stream: boolean): Promise<void> {
    const answer = fault.answer(way.manner, stream)
    if (!answer || !fault.retried) return
    await startFor(way, true, fault.hangs ? impatient : {})
    servers.primary.answer(answer)
    const got = await ask(proxy.url, stream)
    expect(checkForm(got, stream)).to.equal('answer')
    expect(servers.primary.received).to.have.length(2)
    expect(servers.other.received).to.deep.equal([])
    // The same bytes twice: what was asked is what the client asked.
    const [first, second] = servers.primary.received
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).to.equal(true)
  }

  for (const way of ways) {
    for (const fault of faultCases) {
      for (const stream of [true, false]) {
        if (!fault.answer(way.manner, stream)) continue
        const title = `${fault.name}, ${way.name}, ${stream ? 'streamed' : 'whole'}`
        it(`gives one error or one answer: ${title}, nobody else there`, () =>
          check(way, fault, stream, false))
        it(`gives one error or one answer: ${title}, with a substitute`, () =>
          check(way, fault, stream, true))
        if (fault.retried) it(`is asked again, unseen: ${title}, once`, () => checkOnce(way, fault, stream))
      }
    }
  }

  it('gives one error or one answer whatever goes wrong in whatever order, here and at the substitute', async function () {
    this.timeout(30_000)
    const quick = faultCases.filter(({ hangs }) => !hangs)
    const order = fc.array(fc.constantFrom(...quick), { maxLength: 5 })
    const run = async (
      way: Way,
      first: readonly FaultCase[],
      second: readonly FaultCase[],
      stream: boolean,
    ) => {
      await startFor(way, true, {}, { 'main:*': 'spare:gpt-5.1' })
      const other = way === ways[0] ? openAiManner : anthropicManner
      const answersOf = (faults: readonly FaultCase[], manner: Manner) =>
        faults.flatMap(fault => fault.answer(manner, stream) ?? [])
      servers.primary.answer(...answersOf(first, way.manner))
      servers.other.answer(...answersOf(second, other))
      checkForm(await ask(proxy.url, stream), stream)
      expect(servers.primary.received.length + servers.other.received.length).to.be.at.most(4)
      expect(clock.slept).to.be.below(30_000)
    }
    const property = fc.asyncProperty(fc.constantFrom(...ways), order, order, fc.boolean(), run)
    await fc.assert(property, { numRuns: 60 })
  })

  it('case 120: 503 twice and then an answer is one clean answer', async () => {
    for (const way of ways) {
      for (const stream of [true, false]) {
        await startFor(way, false)
        const busy = way.manner.error(503, 'overloaded_error', 'busy')
        servers.primary.answer(busy, busy)
        const got = await ask(proxy.url, stream)
        expect(checkForm(got, stream)).to.equal('answer')
        expect(got.status).to.equal(200)
        expect(got.text).to.include('Hello')
        expect(servers.primary.received).to.have.length(3)
        expect(got.headers.get('x-claudecodex-attempts')).to.equal('3')
      }
    }
  })

  it('case 120: nothing is asked again after the first byte of content', async () => {
    const [way] = ways as [Way]
    await startFor(way, true)
    const { stream, opening, content } = way.manner
    servers.primary.answer(stream([...opening, ...content, { end: 'reset' }]))
    const { events, status } = await ask(proxy.url, true)
    expect(status).to.equal(200)
    expect(events.at(-1)?.type).to.equal('error')
    expect(servers.primary.received).to.have.length(1)
    expect(servers.other.received).to.have.length(0)
  })

  it('case 123: an answer that is passed through keeps its bytes, pings included', async () => {
    const [way] = ways as [Way]
    await startFor(way, true)
    const odd = way.manner.frames.map(piece => String(piece).replace('data: {', 'data: { '))
    servers.primary.answer(way.manner.stream(odd))
    expect((await ask(proxy.url, true)).text).to.equal(odd.join(''))
  })

  it('case 123: so does an error that nothing could be done about', async () => {
    const [way] = ways as [Way]
    await startFor(way, false)
    const answer = way.manner.error(429, 'rate_limit_error', 'later', { 'retry-after': '3600' })
    servers.primary.answer(answer)
    const got = await ask(proxy.url, true)
    expect(got.text).to.equal(String(answer.pieces?.[0]))
    expect(got.headers.get('retry-after')).to.equal('3600')
  })

  it('case 127: a stream of a beginning only never reaches the client as one', async () => {
    const [way] = ways as [Way]
    await startFor(way, false)
    const { stream, opening } = way.manner
    servers.primary.answer(stream(opening), stream(opening), stream(opening))
    const got = await ask(proxy.url, true)
    expect(got.status).to.equal(529)
    expect(got.text).not.to.include('message_start')
  })

  it('is out of reach: nothing listens there', async () => {
    for (const way of ways) {
      await startFor(way, true)
      await servers.primary.close()
      const got = await ask(proxy.url, true)
      expect(checkForm(got, true)).to.equal('answer')
      expect(got.headers.get('x-claudecodex-reason')).to.match(/^failover: main:.*: 500 api_error$/)
    }
  })
})
