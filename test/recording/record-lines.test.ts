import { crc32 } from 'node:zlib'
import { expect } from 'chai'
import { exchangeLine, openLine, textLine } from '../../src/recording/record-lines.ts'
import type { Begun, Ended } from '../../src/recording/recorded-facts.ts'
import type { ExchangeLine, OpenLine } from '../../src/recording/schema.ts'
import { privateKey, vendorCanaries } from '../plugins/redact/support.ts'
import { packBodies } from '../support/packed-bodies.ts'

const begun: Begun = {
  id: 'req_1',
  startedAt: Date.parse('2026-11-26T10:00:00.123Z'),
  kind: 'messages',
  source: 'http',
  who: { session: 's', class: 'main', by: 'header' },
  headers: { 'user-agent': 'claude-cli/2.1.330', 'x-api-key': 'secret' },
  asked: { model: 'claude-opus-4-8', stream: true, bytes: 5 },
}
const usage = { input_tokens: 3, output_tokens: 4 }
const answer = {
  id: 'msg_1',
  type: 'message' as const,
  role: 'assistant' as const,
  model: 'claude-opus-4-8',
  content: [
    { type: 'text' as const, text: 'I look' },
    { type: 'tool_use' as const, id: 'toolu_1', name: 'Read', input: { path: 'a' } },
    { type: 'tool_use' as const, id: 'toolu_2', name: 'Grep', input: {} },
  ],
  stop_reason: 'tool_use' as const,
  stop_sequence: null,
  usage,
}
const ended: Ended = {
  outcome: 'answered',
  timing: { startedAt: 1_795_687_200_123, head: 100.123_456, firstEvent: 120.05, total: 500 },
  attempts: [],
  warnings: [],
  answer,
}
const about = { id: 'req_1', seq: 7 }
const contents = { sent: [] }
const packed = { rope: ['{}'], bytes: 2, crc: crc32('{}') }

const parsed = <Line>(text: string): Line => {
  expect(text.indexOf('\n')).to.equal(text.length - 1)
  return JSON.parse(text) as Line
}

describe('the line of an exchange that has begun', () => {
  it('says who asks for what, with its number and when', () => {
    expect(parsed(textLine(openLine(begun, 7, packed)))).to.deep.equal({
      v: 1,
      type: 'open',
      id: 'req_1',
      seq: 7,
      time: '2026-11-26T10:00:00.123Z',
      kind: 'messages',
      source: 'http',
      who: { session: 's', class: 'main', by: 'header' },
      headers: { 'user-agent': 'claude-cli/2.1.330' },
      asked: { model: 'claude-opus-4-8', stream: true, bytes: 5 },
      request: packed,
    })
  })

  it('names who has asked within, and has no request where there is none yet', () => {
    const line = openLine({ ...begun, parent: 'req_0', bytes: Buffer.from('secret') }, 7)
    expect(line.parent).to.equal('req_0')
    expect(line).not.to.have.any.keys('request', 'bytes')
  })
})

describe('the line of an exchange that has ended', () => {
  it('holds the answer with its checksum, its tools, its end and its use', () => {
    const line = exchangeLine(ended, about, contents)
    expect(line.answer).to.deep.equal({
      rope: [JSON.stringify(answer)],
      bytes: JSON.stringify(answer).length,
      crc: crc32(JSON.stringify(answer)),
    })
    expect(line.tools).to.deep.equal([
      { id: 'toolu_1', name: 'Read' },
      { id: 'toolu_2', name: 'Grep' },
    ])
    expect([line.stopReason, line.usage]).to.deep.equal(['tool_use', usage])
    expect(line.timing).to.deep.equal({
      startedAt: 1_795_687_200_123,
      head: 100.1,
      firstEvent: 120.1,
      total: 500,
    })
  })

  it('keeps only what happened where contents are left out, and says so', () => {
    const left = ['request', 'answer'] as const
    const line = exchangeLine(ended, { ...about, left })
    expect(line).not.to.have.any.keys('answer', 'request', 'changed')
    expect(line).to.deep.include({ left, usage, stopReason: 'tool_use', outcome: 'answered', seq: 7 })
  })

  it('leaves out whatever is not known', () => {
    const { answer: _, ...unanswered } = ended
    expect(Object.keys(parsed<object>(textLine(exchangeLine(unanswered, about, contents))))).to.deep.equal([
      'v',
      'type',
      'id',
      'seq',
      'outcome',
      'timing',
      'attempts',
      'warnings',
    ])
  })

  it('takes over what else is known', () => {
    const more = {
      choice: { backend: 'b', model: 'm', reason: 'r' },
      cost: 'plan' as const,
      withheld: true as const,
      replayOf: 'req_0',
      error: { type: 'api_error' as const, message: 'no', status: 500 },
    }
    const cache = { cause: 'hit' as const, sure: true }
    const line = exchangeLine(
      { ...ended, ...more, pace: [[1.4, 5]] },
      { ...about, cache },
      { request: packed, changed: packed, sent: [] },
    )
    expect(line).to.deep.include({ ...more, cache, pace: [[1, 5]], request: packed, changed: packed })
  })

  it('shows of an attempt what is harmless, and what was sent', () => {
    const attempt = {
      number: 1,
      backend: 'gemini',
      model: 'm',
      startedAt: begun.startedAt,
      method: 'POST',
      url: 'https://me:pass@h.example/v1?key=AIza',
      headersAfter: 12.345,
      status: 200,
      headers: { 'set-cookie': 'session=secret', 'request-id': 'r' },
      sent: Buffer.from('secret bytes'),
    }
    const line = exchangeLine({ ...ended, attempts: [attempt, { ...attempt, number: 2 }] }, about, {
      sent: ['client', packed],
    })
    expect(line.attempts[0]).to.deep.equal({
      number: 1,
      backend: 'gemini',
      model: 'm',
      method: 'POST',
      time: '2026-11-26T10:00:00.123Z',
      url: 'https://h.example/v1?key=***',
      headersAfter: 12.3,
      status: 200,
      headers: { 'request-id': 'r' },
      sent: 'client',
    })
    expect(line.attempts[1]?.sent).to.deep.equal(packed)
  })
})

/** A key as it comes in texts: behind line ends, quotes, backslashes, in JSON within JSON, in a command. */
const settings = (key: string): readonly string[] => [
  key,
  `\n${key}`,
  `\t${key}\r\n`,
  `"${key}"`,
  `\\${key}`,
  `\u0001${key}`,
  `Bearer%20${key}%0A`,
  `✓${key}✓`,
  `é ${key} é`,
  JSON.stringify({ text: `\n${key}\n` }),
  JSON.stringify(JSON.stringify({ text: `\n${key}` })),
  `export KEY=${key};curl -H 'x-api-key: ${key}'`,
  `https://h.example/?a=${key}&b=${key}`,
]

describe('keys in lines', () => {
  for (const [kind, keys] of Object.entries({ ...vendorCanaries, privatekey: [privateKey] })) {
    it(`are gone wherever they stood: ${kind}`, () => {
      for (const key of keys) {
        for (const text of settings(key)) {
          const lines = [textLine(plantedOpen(text)), textLine(plantedEnd(text))]
          for (const line of lines) {
            parsed(line)
            for (const secret of key.split('\n')) if (secret.length > 35) expect(line).not.to.include(secret)
          }
        }
      }
    })
  }

  it('are counted in the answer, which stays JSON', () => {
    const [key = ''] = vendorCanaries.aws ?? []
    const { answer: body } = parsed<ExchangeLine>(textLine(plantedEnd(key)))
    expect(body?.scrubbed).to.deep.equal({ aws: 5 })
    expect(body?.crc).to.equal(undefined)
    expect(JSON.parse(String(body?.rope[0])).content[0].text).to.equal('[REDACTED:aws]')
  })

  it('never change an answer behind the back of its checksum', () => {
    for (const key of [...Object.values(vendorCanaries).flat(), privateKey]) {
      for (const text of [...settings(key), `x${key}`, `${key.slice(0, -12)}\n${key.slice(-12)}`]) {
        const { answer: body } = parsed<ExchangeLine>(textLine(plantedEnd(text)))
        const isAsSent = body?.crc === crc32(String(body?.rope[0]))
        expect(isAsSent !== (body?.scrubbed !== undefined), JSON.stringify(text)).to.equal(true)
      }
    }
  })
})

describe('the request in a line', () => {
  it('stays what was packed, whatever stands in it', async () => {
    const bodies = [...Object.values(vendorCanaries).flat(), privateKey].flatMap(key =>
      [...settings(key), `x${key}`].map(text =>
        Buffer.from(
          JSON.stringify({ model: text, metadata: { a: [text.slice(0, 5)], [text]: 1 }, system: text }),
        ),
      ),
    )
    const { packed } = await packBodies(bodies)
    for (const { body } of packed) {
      const { request } = parsed<OpenLine>(textLine(openLine(begun, 1, body)))
      expect(request).to.deep.equal(body)
    }
  })
})

const plantedOpen = (text: string): OpenLine =>
  openLine(
    {
      ...begun,
      id: text,
      parent: text,
      who: {
        client: text,
        session: text,
        agent: text,
        parentAgent: text,
        agentType: text,
        class: 'main',
        by: 'rules',
      },
      headers: { 'user-agent': text, 'anthropic-beta': text, authorization: text },
      asked: { model: text, stream: true, bytes: 1 },
    },
    1,
  )

function plantedEnd(text: string): ExchangeLine {
  const content = [
    { type: 'text' as const, text },
    { type: 'thinking' as const, thinking: text, signature: 's' },
    { type: 'tool_use' as const, id: text, name: text, input: { command: text } },
  ]
  const attempt = {
    number: 1,
    backend: text,
    model: text,
    startedAt: 1,
    method: text,
    url: `https://h.example/${/PRIVATE|\\/.test(text) ? '' : text}?${encodeURIComponent(text)}`,
    key: text,
    headers: { server: text, 'x-api-key': text },
    error: text,
  }
  return exchangeLine(
    {
      ...ended,
      choice: { backend: text, model: text, reason: text },
      attempts: [attempt, { ...attempt, url: text }],
      warnings: [text, text],
      error: { type: 'api_error', message: text, status: 500 },
      answer: { ...answer, content },
      replayOf: text,
    },
    { ...about, id: text, cache: { cause: 'hit', sure: true, previous: text, at: text } },
    contents,
  )
}
