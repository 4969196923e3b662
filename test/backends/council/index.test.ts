import { expect } from 'chai'
import { ApiError, InvalidRequestError, OverloadedError } from '../../../src/anthropic/errors.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import type { InputMessage, MessagesRequest } from '../../../src/anthropic/request.ts'
import { unfold } from '../../../src/anthropic/unfold.ts'
import type { CouncilBackendOptions } from '../../../src/backends/council/index.ts'
import type { Call } from '../../../src/core/backend.ts'
import type { ExchangeInput } from '../../../src/core/live-exchange.ts'
import { gatewayOf, keptLog, messageOf, run, type Source, textOf, until } from '../../support/gateway.ts'
import {
  aCouncil,
  advising,
  agentRequest,
  answerOf,
  backendWith,
  clientHeaders,
  failureOf,
  longWords,
  memberOf,
  recording,
  resultOf,
  type ScriptedConvene,
  scripted,
  told,
} from './support.ts'

const advice = answerOf('two:b', 'PLAN: look at the cookie')
const named: Source = async function* (request) {
  yield* unfold(messageOf(`by ${request.model}`))
}

interface Setup extends Partial<CouncilBackendOptions> {
  readonly script?: ScriptedConvene
  readonly source?: Source
}

async function setUp({ script = scripted(advising([advice])), source = named, ...options }: Setup = {}) {
  const { asked, backends } = recording(source)
  const log = keptLog()
  const gateway = await gatewayOf({
    backends: [backendWith({ convene: script.convene, ...options }), ...backends],
    log,
  })
  const ask = async (request: MessagesRequest, more: Partial<ExchangeInput> = {}) => {
    const before = asked.length
    const done = await run(gateway, { request, headers: clientHeaders, ...more })
    return {
      ...done,
      calls: asked.slice(before),
      header: done.exchange.head?.headers['x-claudecodex-council'],
    }
  }
  return { gateway, asked, ask, log, convened: script.convened }
}

const says = (words: string): InputMessage => ({ role: 'user', content: words })
const step = (id: string): InputMessage[] => [
  { role: 'assistant', content: [{ type: 'tool_use', id, name: 'Bash', input: { id } }] },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'ok' }] },
]
const lastBlocks = (message: InputMessage | undefined) =>
  typeof message?.content === 'string' ? [] : (message?.content ?? [])

describe('a request with tools', () => {
  it('is advised on by the members, and answered by the lead with the request as it came', async () => {
    const { ask, convened } = await setUp()
    const request = agentRequest([says(longWords)], { metadata: { user_id: 'anna' } })
    const { message, calls, header } = await ask(request)
    expect(textOf(message)).to.equal('by one:a')
    expect(message).to.deep.include({ model: 'claude-opus-5-5', usage: messageOf('').usage })
    expect(header).to.equal('full 1/3; one:a')
    expect(convened[0]?.council).to.deep.include({ mode: 'full', synthesizes: false })
    expect(convened[0]?.request).not.to.have.property('tools')
    const [{ messages, ...rest } = request] = calls
    const { messages: _, ...given } = request
    expect(rest).to.deep.equal({ ...given, model: 'a' })
    expect(rest.tools).to.equal(request.tools)
    const [words, digest] = lastBlocks(messages[0])
    expect(words).to.deep.equal({ type: 'text', text: longWords })
    expect(digest).to.have.property('text').that.contains('look at the cookie')
  })

  it('goes on with one call a step, the same lead and the same advice, byte for byte', async () => {
    const { ask, convened } = await setUp()
    const first = await ask(agentRequest([says(longWords)]))
    const messages = [says(longWords), ...step('t1'), ...step('t2')]
    const later = await ask(agentRequest(messages))
    expect(later.header).to.equal('solo (continuation)')
    expect(later.calls).to.have.lengthOf(1)
    expect(convened).to.have.lengthOf(1)
    expect(JSON.stringify(later.calls[0]?.messages[0])).to.equal(JSON.stringify(first.calls[0]?.messages[0]))
    expect(later.calls[0]?.messages.slice(1)).to.deep.equal(messages.slice(1))
  })

  it('is not advised on again when the client asks once more', async () => {
    const { ask, convened } = await setUp()
    await ask(agentRequest([says(longWords)]))
    const again = await ask(agentRequest([says(longWords)], { stream: false }))
    expect(again.header).to.equal('solo (advised before)')
    expect(convened).to.have.lengthOf(1)
    expect(JSON.stringify(again.calls[0])).to.contain('look at the cookie')
  })

  it('is answered by the lead alone where all members fail, or the council itself does', async () => {
    const failed = failureOf('one:a')
    const scripts = [
      scripted([{ type: 'failed', error: new OverloadedError('all'), answers: [failed] }]),
      {
        convened: [],
        // biome-ignore lint/correctness/useYield: it fails before anything happens
        async *convene() {
          throw new Error('broken')
        },
      },
    ]
    for (const script of scripts) {
      const { ask } = await setUp({ script })
      const { message, header, calls } = await ask(agentRequest([says(longWords)]))
      expect(header).to.equal('solo (all members failed)')
      expect(textOf(message)).to.equal('by one:a')
      expect(calls[0]?.messages).to.deep.equal([says(longWords)])
    }
    const { ask } = await setUp({ script: scripted(advising([failed])) })
    expect((await ask(agentRequest([says(longWords)]))).header).to.equal('solo (no usable advice)')
  })

  it('is led by the first chairman that can use tools, and by the next while that one is down', async () => {
    const council = aCouncil({ chairmen: ['one:a', 'two:b', 'three:c'].map(memberOf) })
    const isDown = new Set(['two:b'])
    const { ask } = await setUp({
      council,
      canUseTools: ({ id }) => id !== 'one:a',
      async *source(request) {
        if (isDown.has(request.model)) throw new OverloadedError('busy')
        yield* unfold(messageOf(`by ${request.model}`))
      },
    })
    const first = await ask(agentRequest([says(longWords)]))
    expect([textOf(first.message), first.header]).to.deep.equal(['by three:c', 'full 1/3; three:c'])
    isDown.clear()
    const turn = [says(longWords), ...step('t1')]
    expect(textOf((await ask(agentRequest(turn))).message), 'the turn is its own').to.equal('by three:c')
    const next = [...turn, { role: 'assistant', content: 'done' } as const, says('and?')]
    expect(textOf((await ask(agentRequest(next))).message)).to.equal('by two:b')
  })

  it('is not shown the word that speaks to the council, now or later', async () => {
    const { ask, convened } = await setUp()
    const words = `/council:fast ${longWords}`
    await ask(agentRequest([says(words)]))
    const { calls } = await ask(agentRequest([says(words), ...step('t1')]))
    expect(convened[0]?.council.mode).to.equal('fast')
    expect(JSON.stringify([convened[0]?.request, calls])).not.to.contain('/council:')
    expect(JSON.stringify(calls)).to.contain('look at the cookie')
  })

  it('is raced for by those that can use tools, and the winner keeps the turn', async () => {
    const [start, ...rest] = unfold(messageOf('first'))
    if (!start) throw new Error('no start')
    const script = scripted([
      { type: 'member_began', member: memberOf('three:c') },
      ...[start, ...rest].map(event => ({ type: 'event' as const, event })),
      {
        type: 'ended',
        result: resultOf([], { synthesis: { kind: 'race', by: 'three:c', basis: ['three:c'] } }),
      },
    ])
    const { ask, convened } = await setUp({
      script,
      council: aCouncil({ mode: 'race' }),
      canUseTools: ({ id }) => id !== 'one:a',
    })
    const { message, header } = await ask(agentRequest([says(longWords)]))
    expect([textOf(message), header]).to.deep.equal(['first', 'race; three:c'])
    expect(convened[0]?.council.members.map(({ id }) => id)).to.deep.equal(['two:b', 'three:c'])
    expect(convened[0]?.request.tools).to.have.lengthOf(1)
    const later = await ask(agentRequest([says(longWords), ...step('t1')]))
    expect(textOf(later.message)).to.equal('by three:c')
  })
})

describe('a request without tools', () => {
  const events = [...unfold(messageOf('together'))].map(event => ({ type: 'event' as const, event }))
  const script = () =>
    scripted([
      { type: 'member_ended', answer: answerOf('one:a', 'x') },
      { type: 'member_ended', answer: failureOf('two:b') },
      { type: 'synthesis_started', by: memberOf('one:a') },
      ...events,
      { type: 'ended', result: resultOf([], { degraded: ['two:b failed'] }) },
    ])
  const request = agentRequest([says('hi')], { tools: [], model: 'some-model' })

  it('is answered by the council in its mode, under the name that was asked for', async () => {
    const { ask, convened, log } = await setUp({ script: script() })
    const { message, header } = await ask(request)
    expect([textOf(message), message?.model]).to.deep.equal(['together', 'some-model'])
    expect(header).to.equal('full 1/3; one:a')
    expect(convened[0]?.council.synthesizes).to.equal(undefined)
    expect(convened[0]?.request.messages).to.deep.equal(request.messages)
    expect(log.lines).to.include('warn: council: two:b failed')
  })

  it('fails as the council does, while nothing has been shown', async () => {
    const error = new OverloadedError('all busy')
    const { ask } = await setUp({ script: scripted([{ type: 'failed', error, answers: [] }]) })
    const failed = await ask(request)
    expect(failed.error).to.equal(error)
    expect(failed.events).to.deep.equal([])
  })

  it('is drawn by another lot each time, which the result names', async () => {
    const { ask, convened } = await setUp({ script: script() })
    await ask(request)
    await ask(request)
    const seeds = convened.map(({ council }) => council.seed)
    expect(seeds[0]).to.match(/^seed\/req_/)
    expect(new Set(seeds).size).to.equal(2)
  })
})

describe('progress', () => {
  const request = agentRequest([says(longWords)], { thinking: { type: 'adaptive' } })

  it('is one block of thinking before the answer, where thinking is shown', async () => {
    const { ask } = await setUp()
    const { message, header } = await ask(request)
    expect(message?.content[0]).to.deep.include({ type: 'thinking', thinking: 'council 1/3 · two:b 1.0 s\n' })
    expect(textOf(message)).to.equal('by one:a')
    expect(message?.usage.input_tokens).to.equal(3)
    expect(header).to.equal('full 1/3; one:a')
  })

  it('does not come back to any model', async () => {
    const { ask } = await setUp()
    const { message } = await ask(request)
    const messages = [
      ...request.messages,
      { role: 'assistant' as const, content: message?.content ?? [] },
      says('yes'),
    ]
    const { calls } = await ask({ ...request, messages })
    expect(JSON.stringify(calls)).not.to.contain('council 1/3')
    expect(JSON.stringify(calls)).to.contain('by one:a')
  })

  it('can be switched off, and is nothing where nobody would see it', async () => {
    for (const [options, asked] of [
      [{ progress: 'off' }, request],
      [{}, { ...request, stream: false }],
      [{}, { ...request, thinking: { type: 'disabled' } }],
    ] as const) {
      const { ask } = await setUp(options)
      expect((await ask(asked)).message?.content).to.have.lengthOf(1)
    }
  })

  it('that was shown is followed by the failure, where the lead fails', async () => {
    const { ask } = await setUp({
      // biome-ignore lint/correctness/useYield: it fails before it says anything
      async *source() {
        throw new InvalidRequestError('prompt is too long: 2 tokens > 1 maximum')
      },
    })
    const { error, events } = await ask(request)
    expect(ApiError.is(error) && error.message).to.contain('prompt is too long')
    expect(fold(events)?.content[0]?.type).to.equal('thinking')
  })
})

describe('a client that leaves', () => {
  it('ends everything that was asked for it', async () => {
    const signals: AbortSignal[] = []
    const hanging: Source = (_request, call: Call) => {
      signals.push(call.signal)
      return {
        async *[Symbol.asyncIterator]() {
          await new Promise((_resolve, reject) =>
            call.signal.addEventListener('abort', () => reject(call.signal.reason)),
          )
        },
      }
    }
    const leaving = new AbortController()
    const { gateway } = await setUp({
      source: hanging,
      script: {
        convened: [],
        async *convene(council, request, parts, signal) {
          await Promise.all(
            council.members.map(async member => {
              for await (const _ of parts.call({ role: 'member', member, request, signal }));
            }),
          )
          yield* told([])
        },
      },
    })
    const running = run(gateway, {
      request: agentRequest([says(longWords)]),
      headers: clientHeaders,
      signal: leaving.signal,
    })
    await until(() => signals.length === 3, 'three calls')
    leaving.abort()
    await running
    expect(signals.every(({ aborted }) => aborted)).to.equal(true)
    await until(() => gateway.status.exchanges.open === 0, 'the end of all exchanges')
    expect(gateway.status.exchanges.aborted).to.equal(4)
  })

  it('is told of no other failure', async () => {
    const left = AbortSignal.abort(new Error('gone'))
    const { ask } = await setUp()
    const { error } = await ask(agentRequest([says(longWords)]), { signal: left })
    expect(error).to.have.property('message').that.contains('client')
  })
})

describe('what else a council answers', () => {
  it('is the count of the lead, advice included', async () => {
    const { gateway, ask } = await setUp()
    await ask(agentRequest([says(longWords)]))
    const exchange = gateway.createExchange({
      kind: 'count_tokens',
      request: agentRequest([says(longWords), ...step('t1')]),
      headers: clientHeaders,
    })
    expect(await gateway.countTokens(exchange)).to.deep.include({ inputTokens: 3, estimated: false })
  })

  it('is an estimate where nobody can be asked', async () => {
    const call = { headers: {}, exchangeId: 'x' } as unknown as Call
    const count = await backendWith({}).countTokens?.(agentRequest([says('x'.repeat(3_500))]), call)
    expect(count?.estimated).to.equal(true)
    expect(count?.inputTokens).to.be.above(1_000)
  })

  it('is one model, its own, and who sits in it', async () => {
    const backend = backendWith({})
    expect(await backend.models?.({} as Call)).to.deep.equal([{ id: 'council', displayName: 'Council of 3' }])
    expect(backend.address).to.equal('full: one:a, two:b, three:c; chairman one:a')
    expect(backend.model).to.equal('council')
  })
})
