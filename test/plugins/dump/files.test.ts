import { expect } from 'chai'
import type { Attempt, Exchange, LogRecord, Outcome } from 'claudecodex'
import { contentOf, filesOf, safe, safeUrl } from '../../../plugins/dump/files.ts'
import { Tape } from '../../../plugins/dump/tape.ts'
import { LiveExchange } from '../../../src/core/live-exchange.ts'
import { recordOf } from '../../../src/core/record.ts'
import { aMessage, anExchange, answered, said } from '../log/exchanges.ts'

const attempt: Attempt = {
  exchangeId: 'req_1',
  backend: 'work',
  model: 'large',
  number: 1,
  request: {
    method: 'POST',
    url: 'https://llm.example/v1?key=canary',
    headers: { accept: '*/*', authorization: 'Bearer canary' },
    body: { prompt: 'secret' },
  },
  startedAt: 1,
  status: 500,
  headers: { 'set-cookie': 'canary', 'x-ratelimit-limit-tokens': '50' },
  error: 'it said secret',
}
const outcome: Outcome = answered(aMessage([said('a secret')]))
const exchange: Exchange = anExchange({ attempts: [attempt], outcome })
const tape = new Tape()
tape.add({ type: 'ping' }, 1.234)

const filesWith = (record: LogRecord | undefined) => filesOf(exchange, outcome, record, tape)
const summaryIn = (files: Readonly<Record<string, string>>) => JSON.parse(files['exchange.json'] ?? '')

describe('what is written of an exchange', () => {
  const whole = filesWith(recordOf(exchange))

  it('is all of it where no plugin has taken anything out', () => {
    expect(Object.keys(whole)).to.have.members([
      'exchange.json',
      'request.json',
      'attempt-1.json',
      'events.jsonl',
      'answer.json',
    ])
    expect(summaryIn(whole)).to.deep.include({
      id: 'req_1',
      content: 'as it was',
      outcome: 'answered',
      events: { kept: 1, dropped: 0 },
    })
    expect(JSON.parse(whole['request.json'] ?? '')).to.deep.equal(exchange.original)
    expect(JSON.parse(whole['attempt-1.json'] ?? '')).to.deep.include({
      status: 500,
      error: 'it said secret',
    })
    expect(whole['attempt-1.json']).to.contain('"prompt": "secret"')
    expect(whole['events.jsonl']).to.equal('{"at":1.2,"event":{"type":"ping"}}\n')
    expect(JSON.parse(whole['answer.json'] ?? '')).to.deep.equal(outcome.message)
  })
  it('never holds a credential', () => {
    expect(JSON.stringify(whole)).not.to.contain('canary')
    expect(whole['attempt-1.json']).to.contain('"x-ratelimit-limit-tokens": "50"')
  })
  it('is also what plugins made of the request', () => {
    const changed = { ...exchange, request: { ...exchange.request, temperature: 0 } }
    const files = filesOf(changed, outcome, recordOf(changed), tape)
    expect(summaryIn(files).content).to.equal('as it was')
    expect(JSON.parse(files['request.changed.json'] ?? '')).to.include({ temperature: 0 })
  })
  it('is only what the record has where a plugin has changed that', () => {
    const record = recordOf(exchange)
    const redacted: LogRecord = {
      ...record,
      message: aMessage([said('***')]),
      attempts: record.attempts.map(one => ({ ...one, error: '***' })),
    }
    const files = filesWith(redacted)
    expect(Object.keys(files)).to.have.members([
      'exchange.json',
      'request.json',
      'attempt-1.json',
      'answer.json',
    ])
    expect(summaryIn(files).content).to.equal('as plugins have left it')
    expect(JSON.stringify(files)).not.to.contain('secret')
  })
  it('is names and numbers where a plugin withholds the record', () => {
    const files = filesWith(undefined)
    expect(Object.keys(files)).to.have.members(['exchange.json', 'attempt-1.json'])
    expect(summaryIn(files).content).to.equal('withheld by a plugin')
    expect(JSON.stringify(files)).not.to.match(/secret|Fix it/)
  })
  it('knows a change in every part of a record', () => {
    const record = recordOf(exchange)
    expect(contentOf(exchange, outcome, { ...record })).to.equal('as it was')
    const changes: readonly Partial<LogRecord>[] = [
      { request: { ...exchange.original } },
      { changed: { ...exchange.request } },
      { message: aMessage([]) },
      { headers: {} },
      { warnings: ['other'] },
      { error: { type: 'api_error', message: '***', status: 500 } },
      { attempts: record.attempts.map(one => ({ ...one, error: '***' })) },
    ]
    for (const change of changes) {
      const name = Object.keys(change).join()
      expect(contentOf(exchange, outcome, { ...record, ...change }), name).to.equal('as plugins have left it')
    }
  })
  it('goes without a request that is no JSON', () => {
    const broken = new LiveExchange({ bytes: Buffer.from('no JSON') })
    const files = filesOf(broken, answered(undefined), recordOf(broken), tape)
    expect(files).not.to.have.property('request.json')
    expect(summaryIn(files).content).to.equal('as it was')
  })
})

describe('what may sign a request', () => {
  it('is told by the name of a header', () => {
    const given = ['Authorization', 'x-api-key', 'cookie', 'x-goog-api-key', 'x-session-token', 'x-my-secret']
    for (const name of given) expect(safe({ [name]: 'canary' })).to.deep.equal({ [name]: '***' })
    const kept = { 'anthropic-ratelimit-tokens-limit': '1', 'x-request-id': 'a', 'content-type': 'b' }
    expect(safe(kept)).to.deep.equal(kept)
  })
  it('is taken out of an address', () => {
    expect(safeUrl('https://a.example/v1?api-key=canary&beta=true')).to.equal(
      'https://a.example/v1?api-key=***&beta=true',
    )
    expect(safeUrl('https://me:canary@a.example/')).not.to.contain('canary')
    expect(safeUrl('https://a.example/v1?beta=true')).to.equal('https://a.example/v1?beta=true')
    expect(safeUrl('no address')).to.equal('no address')
  })
})
