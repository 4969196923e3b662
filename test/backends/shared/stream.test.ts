import { expect } from 'chai'
import fc from 'fast-check'
import type { ApiError } from '../../../src/anthropic/errors.ts'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import { emptyUsage, type Message } from '../../../src/anthropic/message.ts'
import { type Dialect, plainDialect } from '../../../src/backends/openai/dialect.ts'
import { type AnswerContext, ChatReader } from '../../../src/backends/openai/events.ts'
import type { Patience } from '../../../src/backends/shared/answer-reader.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'
import { ReasoningMemory } from '../../../src/backends/shared/reasoning-memory.ts'
import { answerBatches } from '../../../src/backends/shared/stream.ts'
import { assertLegalStream } from '../../../src/testing/legal-stream.ts'
import type { WireAnswer } from '../../../src/wire/http.ts'
import { delta, usageChunk } from '../../support/strict/openai-answers.ts'
import { pieces } from '../../support/values.ts'

const warnings: string[] = []

interface Parts {
  readonly type?: string
  readonly dialect?: Partial<Dialect>
  readonly context?: Partial<AnswerContext>
  readonly patience?: Patience
}

const contextOf = ({ dialect, context }: Parts): AnswerContext => ({
  backend: 'work',
  id: 'msg_1',
  asked: 'asked',
  model: 'm',
  dialect: { ...plainDialect, ...dialect },
  names: new ToolNames(64),
  stops: [],
  prefill: '',
  thinking: true,
  singleCall: false,
  memory: new ReasoningMemory(),
  conversation: '',
  takenIds: [],
  estimate: written => ({ ...emptyUsage, input_tokens: 1, output_tokens: 1 + written }),
  warn: text => void warnings.push(text),
  ...context,
})

interface Body {
  readonly answer: WireAnswer
  /** Reads that were asked for. */
  readonly asked: () => number
  readonly isDestroyed: () => boolean
}

/** An answer in these reads. `silence` is an open connection without a word, until it is destroyed. */
function bodyOf(
  reads: readonly (Buffer | string)[],
  { type = 'text/event-stream' }: Parts,
  silence = false,
): Body {
  let asked = 0
  const ends: (() => void)[] = []
  let isDestroyed = false
  const body = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const read = reads[asked++]
        if (read !== undefined) return { done: false, value: Buffer.from(read) }
        if (silence && !isDestroyed) await new Promise<void>(resolve => ends.push(resolve))
        return { done: true, value: undefined }
      },
    }),
    text: () => Promise.resolve(Buffer.concat(reads.map(read => Buffer.from(read))).toString()),
    destroy: () => {
      isDestroyed = true
      for (const end of ends) end()
    },
  }
  const answer = { status: 200, headers: { 'content-type': type }, body } as unknown as WireAnswer
  return { answer, asked: () => asked, isDestroyed: () => isDestroyed }
}

interface Outcome {
  readonly events: readonly StreamEvent[]
  readonly message: Message
  readonly failure?: ApiError
}

async function outcomeOf(body: Body, parts: Parts = {}): Promise<Outcome> {
  const context = contextOf(parts)
  const events: StreamEvent[] = []
  const given = () => ({ events, message: fold(events) as Message })
  try {
    for await (const batch of answerBatches(body.answer, new ChatReader(context), context, parts.patience)) {
      events.push(...batch.events)
    }
  } catch (failure) {
    assertLegalStream(events, { partial: true })
    return { ...given(), failure: failure as ApiError }
  }
  assertLegalStream(events)
  return given()
}

const read = (reads: readonly (Buffer | string)[], parts: Parts = {}): Promise<Outcome> =>
  outcomeOf(bodyOf(reads, parts), parts)

const frame = (chunk: unknown): string =>
  `data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`
const hello = [frame(delta({ content: 'Hel' })), frame(delta({ content: 'lo 漢😀' }))]
const end = [frame(delta({}, 'stop')), frame(usageChunk())]
const done = frame('[DONE]')
const said = ({ message }: Outcome) =>
  message.content.map(block => (block.type === 'text' ? block.text : block.type)).join('|')

const forget = (): void => {
  warnings.length = 0
}

describe('a stream of a host', () => {
  beforeEach(forget)

  it('ends with [DONE], and nothing behind it counts', async () => {
    const outcome = await read([
      [...hello, ...end, done, frame(delta({ content: 'noise' })), 'data: {'].join(''),
    ])
    expect(said(outcome)).to.equal('Hello 漢😀')
    expect(outcome.message).to.deep.include({ stop_reason: 'end_turn' })
    expect(outcome.message.usage).to.include({ input_tokens: 12, output_tokens: 7 })
    expect(warnings).to.deep.equal([])
  })

  it('case 27: ends with the body where a reason came', async () => {
    const outcome = await read([...hello, ...end])
    expect(outcome.failure).to.equal(undefined)
    expect(outcome.message.stop_reason).to.equal('end_turn')
  })

  it('case 28: ends with [DONE] where no reason came', async () => {
    expect((await read([...hello, done])).message.stop_reason).to.equal('end_turn')
  })

  it('case 29: is broken off where neither came, and gives what it had', async () => {
    const outcome = await read(hello)
    expect(outcome.failure).to.include({ type: 'overloaded_error', backend: 'work' })
    expect(said(outcome)).to.equal('Hello 漢😀')
    expect(outcome.events.map(({ type }) => type)).not.to.include('message_delta')
    expect((await read(hello, { dialect: { lenientEnd: true } })).message.stop_reason).to.equal('end_turn')
  })

  it('case 30: is a failure where nothing came at all', async () => {
    for (const reads of [[], [done], [': nothing\n\n']]) {
      const { events, failure } = await read(reads)
      expect(failure?.status, JSON.stringify(reads)).to.be.within(500, 599)
      expect(events).to.deep.equal([])
    }
  })

  const forms: readonly (readonly [string, (text: string) => string])[] = [
    [
      'case 34: with comments',
      text => `: OPENROUTER PROCESSING\n\n${text.replaceAll('data:', ': keep-alive\ndata:')}`,
    ],
    [
      'case 34: with other fields and blank lines',
      text => text.replaceAll('data:', 'id: 1\nretry: 5\ndata:').replaceAll('\n\n', '\n\n\n'),
    ],
    ['case 35: with CRLF', text => text.replaceAll('\n', '\r\n')],
    ['case 35: with CR', text => text.replaceAll('\n', '\r')],
    ['case 38: without a space behind the colon', text => text.replaceAll('data: ', 'data:')],
    ['case 38: with data of several lines', text => text.replaceAll('data: {', 'data: {\ndata: ')],
    ['with a byte order mark', text => `\ufeff${text}`],
    ['without the last blank line', text => text.trimEnd()],
    ['with an event name', text => text.replaceAll('data:', 'event: message\ndata:')],
  ]
  for (const [form, change] of forms) {
    it(`${form} is the same, wherever it is cut`, async () => {
      const plain = await read([...hello, ...end, done])
      const bytes = Buffer.from(change([...hello, ...end, done].join('')))
      expect(said(plain)).to.equal('Hello 漢😀')
      for (let at = 0; at <= bytes.length; at += 1) {
        const outcome = await read([bytes.subarray(0, at), bytes.subarray(at)])
        expect(outcome.message, `cut at ${at}`).to.deep.equal(plain.message)
      }
    })
  }

  it('cases 36, 37: is the same in single bytes and in one piece', async () => {
    const text = [...hello, ...end, done].join('')
    const bytes = [...Buffer.from(text)].map(byte => Buffer.of(byte))
    expect((await read(bytes)).message).to.deep.equal((await read([text])).message)
  })

  it('is read a line a chunk where the host says so', async () => {
    const lines = [...hello, ...end].map(text => text.slice('data: '.length).trimEnd()).join('\n')
    const bytes = Buffer.from(lines)
    for (let at = 0; at <= bytes.length; at += 1) {
      const reads = [bytes.subarray(0, at), bytes.subarray(at)]
      const outcome = await read(reads, { type: 'application/x-ndjson' })
      expect(said(outcome), `cut at ${at}`).to.equal('Hello 漢😀')
      expect(outcome.message.stop_reason).to.equal('end_turn')
    }
  })

  it('is complete where the connection breaks behind its reason to stop', async () => {
    const broken = (reads: readonly string[]): Body => {
      const body = bodyOf(reads, {})
      const [iterator, failure] = [body.answer.body[Symbol.asyncIterator](), new Error('reset')]
      const next = async () => {
        const step = await iterator.next()
        if (step.done) throw failure
        return step
      }
      const wire = { ...body.answer.body, [Symbol.asyncIterator]: () => ({ next }) }
      return { ...body, answer: { ...body.answer, body: wire } as unknown as WireAnswer }
    }
    const outcome = await outcomeOf(broken([...hello, frame(delta({}, 'stop'))]))
    expect(outcome.failure).to.equal(undefined)
    expect(said(outcome)).to.equal('Hello 漢😀')
    expect(outcome.message.stop_reason).to.equal('end_turn')
    expect((await outcomeOf(broken(hello))).failure?.message).to.equal('reset')
  })

  it('is known by how it begins, whatever the host calls it', async () => {
    const text = [...hello, ...end, done].join('')
    const whole = JSON.stringify({ choices: [{ message: { content: 'Hello 漢😀' }, finish_reason: 'stop' }] })
    const lines = [...hello, ...end].map(frame => frame.slice('data: '.length).trimEnd()).join('\n')
    const forms = [
      [text, 'application/json'],
      [text, 'text/plain'],
      [text, ''],
      [whole, 'text/plain'],
      [whole, 'text/event-stream'],
      [lines, 'text/event-stream'],
      [`${lines}\n[DONE]\n`, 'application/json'],
    ] as const
    for (const [given, type] of forms) {
      const bytes = Buffer.from(given)
      for (const at of [0, 1, 5, 40, bytes.length]) {
        const outcome = await read([bytes.subarray(0, at), bytes.subarray(at)], { type })
        expect(outcome.failure, `${type}, cut at ${at}`).to.equal(undefined)
        expect(said(outcome)).to.equal('Hello 漢😀')
        expect(outcome.message.stop_reason).to.equal('end_turn')
      }
    }
  })

  it('is a lasting failure where a page or something else was sent with status 200', async () => {
    const page = '<!doctype html><html><head><title>Sign in</title></head></html>'
    for (const type of ['text/html; charset=utf-8', 'text/event-stream', 'application/json']) {
      const { failure, events } = await read([page], { type })
      expect(failure).to.include({ type: 'api_error', shouldRetry: false, backend: 'work' })
      expect(failure?.message).to.equal(
        'work: a web page instead of an answer: "Sign in". Does `baseUrl` end in /v1?',
      )
      expect(events).to.deep.equal([])
    }
    for (const text of ['all is well', '{"status":"ok"}', '[]']) {
      const { failure } = await read([text], { type: 'text/plain' })
      expect(failure).to.include({ type: 'api_error', shouldRetry: false })
      expect(failure?.message).to.equal(`work: no answer of this API: ${text}`)
    }
    const { answer, ...body } = bodyOf([], { type: '' })
    const empty = await outcomeOf({ ...body, answer: { ...answer, status: 204 } })
    expect(empty.failure).to.include({ shouldRetry: false, message: 'work: nothing instead of an answer' })
  })

  it('may hold a few events that are no JSON, and says so', async () => {
    const junk = frame('{"choices":')
    const outcome = await read([junk, ...hello, junk, frame('null'), ...end, done])
    expect(said(outcome)).to.equal('Hello 漢😀')
    expect(new Set(warnings)).to.deep.equal(new Set(['work sent an event that is no JSON; it was skipped']))
    expect((await read(Array(4).fill(junk))).failure).to.include({ type: 'api_error' })
  })

  it('case 2: is legal whatever its chunks hold, and the same in any pieces', async () => {
    const text = fc.constantFrom('a', ' ', '<think>', '</think>', '#', '##', '😀', '')
    const call = fc.record(
      {
        index: fc.constantFrom(0, 1, null),
        id: fc.constantFrom('a', 'b', '', null),
        function: fc.record(
          {
            name: fc.constantFrom('Bash', 'Read', ''),
            arguments: fc.constantFrom('', '{', '"a":1', '}', '{"a":1}', 'x'),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    )
    const chunk = fc
      .record(
        {
          content: text,
          reasoning_content: text,
          refusal: fc.constantFrom('no', null),
          tool_calls: fc.array(call, { maxLength: 2 }),
        },
        { requiredKeys: [] },
      )
      .map(fields => delta(fields))
    const reason = fc.constantFrom('stop', 'length', 'tool_calls', 'content_filter')
    const sizes = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 10 })
    const dialect = fc.record({ holdToolArguments: fc.boolean(), thinkTags: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(
        fc.array(chunk, { maxLength: 6 }),
        reason,
        sizes,
        dialect,
        async (chunks, why, cuts, flags) => {
          let turn = 0
          const whole = [...chunks, delta({}, why), usageChunk(), '[DONE]'].map(frame).join('')
          const parts = { dialect: flags, context: { stops: ['###'], prefill: 'a' } }
          const outcome = await read([whole], parts)
          expect(outcome.failure).to.equal(undefined)
          const cut = await read(
            pieces(whole, () => cuts[turn++ % cuts.length] ?? 0),
            parts,
          )
          expect(steady(cut.message)).to.deep.equal(steady(outcome.message))
        },
      ),
    )
  })
})

/** Without the ids that are made anew each time. */
const steady = (message: Message): unknown =>
  JSON.parse(JSON.stringify(message).replaceAll(/toolu_[0-9a-f]{24}/g, 'toolu_made'))

describe('an error inside a stream', () => {
  beforeEach(forget)

  const errors: readonly (readonly [string, string, string])[] = [
    ['with a status for its code', frame({ error: { message: 'slow down', code: 429 } }), 'rate_limit_error'],
    [
      'beside a reason',
      frame({ error: { code: 502, message: 'x' }, choices: [{ finish_reason: 'error' }] }),
      'overloaded_error',
    ],
    ['as a reason alone', frame(delta({}, 'error')), 'overloaded_error'],
    ['in its own event', 'event: error\ndata: {"error":{"message":"no model is loaded"}}\n\n', 'api_error'],
    [
      'in its own event, flat',
      'event: error\ndata: {"message":"no model is loaded","code":503}\n\n',
      'overloaded_error',
    ],
    ['in its own event, in words', 'event: error\ndata: something broke\n\n', 'api_error'],
    ['as words', frame({ error: 'something broke' }), 'api_error'],
    [
      'as an object of type error',
      frame({ object: 'error', message: 'x', code: 400 }),
      'invalid_request_error',
    ],
  ]
  for (const [how, error, type] of errors) {
    it(`cases 31, 33: ${how} is thrown before any event where it comes first`, async () => {
      const { events, failure } = await read([error, done])
      expect(failure).to.include({ type, backend: 'work' })
      expect(events).to.deep.equal([])
    })

    it(`case 32: ${how} is thrown behind the text where it follows one`, async () => {
      for (const reads of [[...hello, error, done], [[...hello, error, done].join('')]]) {
        const outcome = await read(reads)
        expect(outcome.failure).to.include({ type })
        expect(said(outcome)).to.equal('Hello 漢😀')
      }
    })
  }
})

describe('a whole answer', () => {
  beforeEach(forget)

  const json = (value: unknown): Promise<Outcome> =>
    read([typeof value === 'string' ? value : JSON.stringify(value)], {
      type: 'application/json; charset=utf-8',
    })

  it('cases 42, 43: is a stream too', async () => {
    const message = { role: 'assistant', content: 'Hello', tool_calls: null }
    const outcome = await json({
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage: { prompt_tokens: 12, completion_tokens: 7 },
    })
    expect(said(outcome)).to.equal('Hello')
    expect(outcome.message.usage).to.include({ input_tokens: 12, output_tokens: 7 })
  })

  it('may have blank lines before it, with which DeepSeek holds a connection', async () => {
    expect(
      said(await json(`\n\n\n${JSON.stringify({ choices: [{ message: { content: 'Hello' } }] })}`)),
    ).to.equal('Hello')
  })

  it('is a failure where it holds an error, no choice or no JSON', async () => {
    expect((await json({ error: { message: 'slow down', code: 429 } })).failure).to.include({
      type: 'rate_limit_error',
    })
    for (const value of [{ choices: [] }, {}, '', 'null', '<html>']) {
      const { events, failure } = await json(value)
      expect(failure?.status, JSON.stringify(value)).to.be.within(500, 599)
      expect(events).to.deep.equal([])
    }
  })
})

describe('the connection of a stream', () => {
  beforeEach(forget)
  const patience = { usage: 5, end: 5 }

  it('is ended where the host lingers behind its reason to stop', async () => {
    const body = bodyOf([...hello, frame(delta({}, 'stop'))], {}, true)
    const outcome = await outcomeOf(body, { patience })
    expect(outcome.message.stop_reason).to.equal('end_turn')
    expect(outcome.message.usage.output_tokens).to.be.above(0)
    expect(body.isDestroyed()).to.equal(true)
  })

  it('is ended where the host lingers behind [DONE]', async () => {
    const body = bodyOf([...hello, ...end, done], {}, true)
    expect((await outcomeOf(body, { patience })).message.stop_reason).to.equal('end_turn')
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(body.isDestroyed()).to.equal(true)
  })

  it('is kept where the host ends it', async () => {
    const body = bodyOf([...hello, ...end, done], {})
    await outcomeOf(body)
    await new Promise(resolve => setImmediate(resolve))
    expect(body.isDestroyed()).to.equal(false)
    expect(body.asked()).to.equal(6)
  })

  it('is ended at a stop sequence that is enforced here', async () => {
    const body = bodyOf([...hello, frame(delta({ content: ' ###rest' })), ...hello], {}, true)
    const outcome = await outcomeOf(body, { context: { stops: ['###'] } })
    expect(outcome.message).to.include({ stop_reason: 'stop_sequence', stop_sequence: '###' })
    expect(said(outcome)).to.equal('Hello 漢😀 ')
    expect(body.isDestroyed()).to.equal(true)
  })

  it('is ended by a failure, and by a reader that leaves', async () => {
    const failing = bodyOf([...hello, frame({ error: 'x' })], {}, true)
    expect((await outcomeOf(failing)).failure).to.include({ type: 'api_error' })
    expect(failing.isDestroyed()).to.equal(true)
    const left = bodyOf(hello, {}, true)
    const context = contextOf({})
    for await (const _ of answerBatches(left.answer, new ChatReader(context), context)) break
    expect(left.isDestroyed()).to.equal(true)
  })

  it('case 52: is read no faster than the reader takes it', async () => {
    const body = bodyOf(Array(100).fill(hello[0]), {}, true)
    const context = contextOf({})
    const batches = answerBatches(body.answer, new ChatReader(context), context)[Symbol.asyncIterator]()
    for (let number = 1; number <= 3; number += 1) {
      await batches.next()
      expect(body.asked()).to.equal(number)
    }
    await batches.return?.()
  })
})
