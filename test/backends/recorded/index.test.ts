import { expect } from 'chai'
import type { ApiError } from '../../../src/anthropic/errors.ts'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import type { Message } from '../../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { unfold } from '../../../src/anthropic/unfold.ts'
import { type RecordedOptions, recorded } from '../../../src/backends/recorded/index.ts'
import { type Missed, ReplayTally } from '../../../src/backends/recorded/tally.ts'
import type { Backend } from '../../../src/core/backend.ts'
import { silentLog } from '../../../src/core/log.ts'
import { createWire } from '../../../src/wire/http.ts'
import { makeCall } from '../../support/call.ts'
import {
  answerOf,
  callOf,
  type OpenLibrary,
  openLibrary,
  requestOf,
  resultOf,
} from '../../support/library.ts'
import type { PlainExchange } from '../../support/recordings.ts'
import { assertLegalStream } from '../../support/streams.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const headers = { 'user-agent': 'claude-cli/2.1.330', 'x-claude-code-session-id': 'session-now' }
const overloaded = { type: 'overloaded_error', message: 'Busy', status: 529 } as const
/** What makes a request one of Claude Code's main conversation. */
const tools = [{ name: 'Bash', input_schema: { type: 'object' } }]
const main = (turns: Parameters<typeof requestOf>[0], more: Partial<MessagesRequest> = {}): MessagesRequest =>
  requestOf(turns, { tools, ...more })

interface Ended {
  readonly events: readonly StreamEvent[]
  readonly message: Message | undefined
  readonly error?: ApiError
  readonly note: string | undefined
}

describe('the backend recorded', () => {
  let open: OpenLibrary
  let tally: ReplayTally
  afterEach(() => open.close())

  const make = async (
    exchanges: readonly PlainExchange[],
    options: Partial<RecordedOptions> = {},
  ): Promise<Backend> => {
    open = await openLibrary(exchanges)
    tally = new ReplayTally()
    const wire = createWire({ environment: {} })
    return recorded({ library: open.library, tally, ...options })({ name: 'recorded', wire, log: silentLog })
  }

  const ask = async (
    backend: Backend,
    request: MessagesRequest,
    call = makeCall({ headers }),
  ): Promise<Ended> => {
    const events: StreamEvent[] = []
    const noted = (): string | undefined => call.heads.at(-1)?.headers['x-claudecodex-replay']
    try {
      for await (const event of backend.stream(request, call)) events.push(event)
      return { events, message: fold(events), note: noted() }
    } catch (thrown) {
      const error = thrown as ApiError
      return {
        events,
        message: fold(events),
        error,
        note: noted() ?? error.raw?.headers['x-claudecodex-replay'],
      }
    }
  }

  it('gives the recorded message as a legal stream, and says which it was and how it was found', async () => {
    const answer = answerOf([{ type: 'text', text: 'so' }, callOf('Bash', { command: 'ls' }, 'toolu_1')])
    const backend = await make([{ request: main(['go']), answer }])
    const { events, message, note } = await ask(backend, main(['go']))
    assertLegalStream([...events])
    expect(message).to.deep.equal(answer)
    expect(note).to.equal('#1 exact')
    expect(tally.counts.get('exact')).to.equal(1)
    expect(tally.unused).to.deep.equal([])
  })

  it('lets a client act where it works now, and knows its next turn all the same', async () => {
    const at = (folder: string): Partial<MessagesRequest> => ({ system: `Working directory: ${folder}` })
    const turns = (folder: string) =>
      [
        'go',
        [callOf('Write', { file_path: `${folder}/a.txt` }, 'toolu_1')],
        [resultOf('toolu_1', `wrote ${folder}/a.txt`)],
      ] as const
    const backend = await make([
      {
        request: main(['go'], at('/code/old')),
        answer: answerOf([callOf('Write', { file_path: '/code/old/a.txt' }, 'toolu_1')]),
      },
      { request: main(turns('/code/old'), at('/code/old')), answer: answerOf('See /code/old/a.txt') },
    ])
    const first = await ask(backend, main(['go'], at('/code/new')))
    expect(first.message?.content).to.deep.equal([
      callOf('Write', { file_path: '/code/new/a.txt' }, 'toolu_1'),
    ])
    const second = await ask(backend, main(turns('/code/new'), at('/code/new')))
    expect(second.message?.content).to.deep.equal([{ type: 'text', text: 'See /code/new/a.txt' }])
    expect([first.note, second.note]).to.deep.equal(['#1 normal', '#2 normal'])
  })

  it('fails as the recorded one has, before any event, and then gives what the retry was given', async () => {
    const request = main(['go'])
    const backend = await make([
      { request, end: { outcome: 'failed', error: overloaded } },
      { request, answer: answerOf('ok') },
    ])
    const failed = await ask(backend, request)
    expect(failed.events).to.deep.equal([])
    expect(failed.error).to.include({ status: 529, type: 'overloaded_error', message: 'Busy' })
    expect(failed.note).to.equal('#1 exact')
    expect((await ask(backend, request)).note).to.equal('#2 exact')
  })

  it('breaks a stream off where it broke off', async () => {
    const partial: Message = { ...answerOf('half an ans'), stop_reason: null }
    const request = main(['go'])
    const backend = await make([{ request, answer: partial, end: { outcome: 'failed', error: overloaded } }])
    const { events, message, error } = await ask(backend, request)
    expect(message?.content).to.deep.equal([{ type: 'text', text: 'half an ans' }])
    expect(events.map(({ type }) => type)).not.to.include.members(['content_block_stop', 'message_stop'])
    expect(error).to.include({ type: 'overloaded_error' })
  })

  it('gives what came of an answer whose client left, and no end that nobody has seen', async () => {
    const partial: Message = { ...answerOf('half'), stop_reason: null }
    const request = main(['go'])
    const backend = await make([
      { request, answer: partial, end: { outcome: 'aborted' } },
      { request, answer: answerOf('whole') },
    ])
    expect((await ask(backend, request)).message?.content).to.deep.equal([{ type: 'text', text: 'whole' }])
    const { message, error } = await ask(backend, request)
    expect(message?.content).to.deep.equal([{ type: 'text', text: 'half' }])
    expect(error?.message).to.contain('client left here')
    expect(error?.raw?.headers).to.include({ 'x-should-retry': 'false' })
  })

  it('tells a client of a miss once and for all, and its person what differs', async () => {
    const missed: Missed[] = []
    const backend = await make([{ request: main(['go']), answer: answerOf('ok') }], {
      onMissed: one => void missed.push(one),
    })
    const { error, note } = await ask(backend, main(['stop']))
    expect(error).to.include({ status: 404, type: 'not_found_error' })
    expect(error?.message).to.contain('#1').and.contain('/messages/0/content')
    expect(error?.raw?.headers).to.include({ 'x-should-retry': 'false' })
    expect(note).to.equal('miss')
    // Claude Code tries once more without a stream, and then for fewer tokens.
    await ask(backend, main(['stop'], { stream: false, max_tokens: 500 }))
    expect(missed).to.have.length(1)
    expect(tally.misses).to.equal(1)
    expect(tally.unused.map(({ seq }) => seq)).to.deep.equal([1])
  })

  it('takes the next of the conversation only where it is told to', async () => {
    const exchanges = [{ request: main(['go']), answer: answerOf('ok') }]
    const strict = await make(exchanges)
    expect((await ask(strict, main(['stop']))).note).to.equal('miss')
    await open.close()
    expect((await ask(await make(exchanges, { match: 'sequence' }), main(['stop']))).note).to.equal(
      '#1 sequence',
    )
  })

  it('gives the nearest, another status, or asks elsewhere, where a miss is to be that', async () => {
    const exchanges = [{ request: main(['go']), answer: answerOf('ok') }]
    const nearest = await ask(await make(exchanges, { onMiss: 'nearest' }), main(['stop']))
    expect(nearest).to.deep.include({ note: '#1 nearest' })
    expect(nearest.message?.content).to.deep.equal([{ type: 'text', text: 'ok' }])
    await open.close()
    const status = await ask(await make(exchanges, { onMiss: { status: 529 } }), main(['stop']))
    expect(status.error).to.include({ status: 529, type: 'overloaded_error' })
    await open.close()
    const asked: unknown[] = []
    const call = {
      ...makeCall({ headers }),
      async *ask(model: string, request: MessagesRequest) {
        asked.push([model, request])
        yield* unfold(answerOf('live'))
      },
    }
    const live = await ask(await make(exchanges, { onMiss: { ask: 'live:' } }), main(['stop']), call)
    expect(live).to.deep.include({ note: 'live' })
    expect(asked).to.deep.equal([['live:', main(['stop'])]])
    expect(tally.counts.get('live')).to.equal(1)
  })

  it('looks for a request in the form in which secrets were recorded', async () => {
    const scrub = (text: string): string => text.replaceAll(/sk-[a-z0-9]+/g, '[REDACTED:key]')
    const exchanges = [{ request: main(['use [REDACTED:key]']), answer: answerOf('ok') }]
    const backend = await make(exchanges, { scrub, match: 'exact' })
    expect((await ask(backend, main(['use sk-live123']))).note).to.equal('#1 exact')
    await open.close()
    const broken = await make(exchanges, { scrub: text => text.slice(1), match: 'exact' })
    expect((await ask(broken, main(['use [REDACTED:key]']))).note).to.equal('#1 exact')
  })

  it('plays at the recorded pace', async () => {
    const clock = new VirtualClock()
    const backend = await make(
      [
        {
          request: main(['go']),
          answer: answerOf('ok'),
          end: {
            pace: [
              [400, 1],
              [900, 1],
            ],
          },
        },
        { request: main(['on']), end: { outcome: 'failed', error: overloaded } },
      ],
      { pacing: { speed: 1 }, clock: { now: clock.now, wait: clock.sleep } },
    )
    await ask(backend, main(['go']))
    expect(clock.slept).to.equal(900)
    await ask(backend, main(['on']))
    expect(clock.slept).to.equal(1_400)
  })

  it('lists the models that were asked for', async () => {
    const backend = await make([
      { request: main(['a']), answer: answerOf('ok') },
      { request: main(['b'], { model: 'openai:gpt-5.1' }), answer: answerOf('ok') },
      { request: main(['c']), answer: answerOf('ok') },
    ])
    expect(await backend.models?.(makeCall())).to.deep.equal([
      { id: 'claude-sonnet-5-5' },
      { id: 'openai:gpt-5.1' },
    ])
  })

  describe('counting tokens', () => {
    const count = requestOf(['foo'])
    const counted = async (backend: Backend, request: MessagesRequest) => {
      const call = makeCall({ headers })
      const result = await backend.countTokens?.(request, call)
      return [result?.estimated, call.heads[0]?.headers['x-claudecodex-replay']]
    }
    it('gives the count that was recorded, and an estimate of any other', async () => {
      const end = { count: 1_234 }
      const backend = await make([{ request: count, end, open: { kind: 'count_tokens' } }])
      const call = makeCall({ headers })
      expect(await backend.countTokens?.(count, call)).to.deep.equal({ inputTokens: 1_234, estimated: false })
      expect(call.heads[0]?.headers).to.include({ 'x-claudecodex-replay': '#1 exact' })
      expect(await counted(backend, requestOf(['bar']))).to.deep.equal([true, 'estimated'])
      expect(await counted(backend, count)).to.deep.equal([true, 'estimated'])
      expect(tally.misses).to.equal(0)
    })
    it('fails where it failed', async () => {
      const error = { type: 'not_found_error', message: 'no counts here', status: 404 } as const
      const end = { outcome: 'failed', error } as const
      const backend = await make([{ request: count, open: { kind: 'count_tokens' }, end }])
      const failure = await backend
        .countTokens?.(count, makeCall({ headers }))
        .catch((thrown: unknown) => thrown)
      expect(failure).to.include({ status: 404, message: 'no counts here' })
    })
  })
})
