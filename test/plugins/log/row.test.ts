import { expect } from 'chai'
import { type Exchange, type Outcome, RateLimitError, type Usage } from 'claudecodex'
import { endedRow, headOf, type Row, tokensOf } from '../../../plugins/log/row.ts'
import {
  aMessage,
  anExchange,
  answered,
  failed,
  recorded,
  said,
  session,
  startedAt,
  tool,
} from './exchanges.ts'

const ended = (outcome: Outcome, exchange: Exchange = anExchange()): Row =>
  endedRow(exchange, outcome, recorded(exchange, outcome), undefined)
const who = (fields: Partial<Exchange['who']>): Exchange =>
  anExchange({ who: { client: 'claude-cli/2.1.330', session, class: 'main', by: 'header', ...fields } })

describe('a row of the monitor', () => {
  it('tells an answered exchange', () => {
    expect(ended(answered(aMessage([said('Looking.'), tool('Read', { file_path: 'a.ts' })])))).to.deep.equal({
      state: 'answered',
      startedAt,
      session: '3f2c',
      agent: 'main',
      asked: 'claude-opus-5-5',
      model: 'claude-opus-5-5',
      tokens: { context: 62_000, input: 1_200, cached: 60_800, output: 212 },
      first: 800,
      total: 4_200,
      attempts: 0,
      failures: [],
      warnings: [],
      tools: [{ name: 'Read', detail: 'a.ts', brief: 'a.ts' }],
      text: 'Looking.',
      minor: false,
    })
  })

  it('tells what went wrong before somebody answered, and in whose place', () => {
    const attempt = {
      exchangeId: 'req_1',
      backend: 'work',
      model: 'gpt-5.1',
      number: 1,
      request: { method: 'POST', url: 'https://work.example', headers: {}, body: {} },
      startedAt,
    }
    const attempts = [
      { ...attempt, status: 529, error: 'busy' },
      { ...attempt, status: 200, error: 'broke off' },
      { ...attempt, error: 'closed the connection' },
      { ...attempt, status: 200 },
    ]
    const reason = 'failover: work:gpt-5.1: 529 overloaded_error'
    const exchange = anExchange({ attempts, choice: { backend: 'spare', model: 'm', reason } })
    expect(headOf(exchange)).to.deep.include({
      attempts: 4,
      failures: ['529', 'broken', 'broken'],
      instead: 'work:gpt-5.1: 529 overloaded_error',
    })
  })

  it('tells how a council came to the answer', () => {
    const head = { status: 200, headers: { 'x-claudecodex-council': 'solo (continuation)' } }
    expect(headOf(anExchange({ head }))).to.deep.include({ council: 'solo (continuation)' })
  })

  describe('names the lane', () => {
    const cases: [sentence: string, exchange: Exchange, lane: Partial<Row>][] = [
      ['of the main agent', who({}), { agent: 'main' }],
      [
        'of a subagent',
        who({ agent: 'a03280c37e', agentType: 'Explore', class: 'subagent' }),
        { agent: 'Explore', agentId: 'a032' },
      ],
      [
        'of an agent without a type',
        who({ agent: 'a03280c37e', class: 'subagent' }),
        { agent: 'agent', agentId: 'a032' },
      ],
      [
        'of a search by an agent',
        who({ agent: 'a0', agentType: 'Plan', class: 'search' }),
        { agent: 'Plan', tag: 'search' },
      ],
      ['of a compaction', who({ class: 'compaction' }), { agent: 'compaction' }],
      ['of the council', anExchange({ source: 'council' }), { agent: 'council' }],
      ['of a count', anExchange({ kind: 'count_tokens' }), { agent: 'main', tag: 'count', minor: true }],
      [
        'of a client without sessions',
        anExchange({ who: { client: 'curl/8.5.0', class: 'other', by: 'rules' } }),
        { agent: 'curl/8.5.0', session: '' },
      ],
    ]
    for (const [sentence, exchange, lane] of cases) {
      it(sentence, () => expect(headOf(exchange)).to.deep.include(lane))
    }
  })

  it('shows the client’s model where none was chosen yet', () => {
    const { choice: _, ...exchange } = anExchange()
    expect(headOf(exchange)).to.include({ asked: 'claude-opus-5-5', model: 'claude-opus-5-5' })
  })

  describe('says why it ended', () => {
    for (const stop_reason of [
      'max_tokens',
      'refusal',
      'pause_turn',
      'model_context_window_exceeded',
    ] as const) {
      it(`where that is ${stop_reason}`, () => {
        expect(ended(answered(aMessage([], { stop_reason })))).to.include({ stop: stop_reason })
      })
    }
    for (const stop_reason of ['end_turn', 'tool_use', 'stop_sequence', null] as const) {
      it(`but not where that is ${stop_reason}`, () => {
        expect(ended(answered(aMessage([], { stop_reason })))).not.to.have.property('stop')
      })
    }
  })

  it('tells a failure with status, type and words', () => {
    const row = ended(failed(new RateLimitError('slow down,\nplease')))
    expect(row).to.include({ state: 'failed', problem: '429 rate_limit_error: slow down, ↵ please' })
    expect(row).not.to.have.property('tokens')
  })
  it('shows what an aborted answer had brought', () => {
    const row = ended({ kind: 'aborted', message: aMessage([said('I will')]) })
    expect(row).to.include({ state: 'aborted', text: 'I will' })
  })
  it('says names and numbers only where the record is withheld', () => {
    const message = aMessage([said('secret'), tool('Bash', { command: 'secret' })])
    const withheld = endedRow(anExchange(), answered(message), undefined, undefined)
    expect(withheld.tools).to.deep.equal([{ name: 'Bash', detail: '', brief: '' }])
    expect(withheld.tokens).to.include({ context: 62_000 })
    expect(JSON.stringify(withheld)).not.to.contain('secret')
    const failure = endedRow(anExchange(), failed(new RateLimitError('secret')), undefined, undefined)
    expect(failure.problem).to.equal('429 rate_limit_error')
  })
  it('takes content from the record and not from the exchange', () => {
    const record = { ...recorded(anExchange(), answered(undefined)), message: aMessage([said('[redacted]')]) }
    const row = endedRow(anExchange(), answered(aMessage([said('secret')])), record, undefined)
    expect(row.text).to.equal('[redacted]')
  })
  it('shows tools that the provider ran', () => {
    const search = { type: 'server_tool_use', id: 'x', name: 'web_search', input: { query: 'parsers' } }
    const row = ended(answered(aMessage([search as never])))
    expect(row.tools[0]).to.include({ name: 'web_search', detail: 'parsers' })
  })

  const odd: [sentence: string, usage: unknown, context: number][] = [
    ['no usage', undefined, 0],
    ['null', null, 0],
    ['nulls', { input_tokens: null, output_tokens: null, cache_read_input_tokens: null }, 0],
    ['texts', { input_tokens: '12', cache_creation_input_tokens: 5 }, 5],
  ]
  for (const [sentence, usage, context] of odd) {
    it(`counts ${context} tokens of a server that sends ${sentence}`, () => {
      expect(tokensOf(usage as Usage)).to.include({ context, output: 0 })
    })
  }
})
