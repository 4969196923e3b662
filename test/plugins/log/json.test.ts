import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { RateLimitError } from 'claudecodex'
import { jsonLine } from '../../../plugins/log/json.ts'
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

describe('an exchange as JSON', () => {
  it('has the fields that its page lists', () => {
    const page = readFileSync('docs/plugins/log.md', 'utf8')
    const table = page.slice(page.indexOf('`claudecodex --json`'), page.indexOf('## Options'))
    const listed = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, names]) => names?.match(/\w+/g) ?? [])
    const exchange = anExchange({
      who: {
        client: 'a',
        session,
        agent: 'b',
        parentAgent: 'c',
        agentType: 'd',
        class: 'main',
        by: 'header',
      },
      head: { status: 200, headers: { 'x-claudecodex-council': 'full 3/3' } },
    })
    const outcome = { ...failed(new RateLimitError('slow down')), message: aMessage([]) }
    const line = jsonLine(exchange, outcome, recorded(exchange, outcome), undefined)
    expect(listed).to.have.members(Object.keys(JSON.parse(line)))
  })
  it('has every documented field of an answer', () => {
    const exchange = anExchange({
      who: {
        client: 'claude-cli/2.1.330',
        session,
        agent: 'a032',
        parentAgent: 'b1',
        agentType: 'Explore',
        class: 'subagent',
        by: 'header',
      },
      choice: { backend: 'work', model: 'gpt-5-mini', reason: 'model table: claude-*' },
      warnings: ['no cache'],
    })
    const outcome = answered(
      aMessage([said('Looking.'), tool('Read', { file_path: 'a\n.ts' })], { stop_reason: 'tool_use' }),
    )
    const line = jsonLine(exchange, outcome, recorded(exchange, outcome), 0.04)
    expect(line).not.to.contain('\n')
    expect(JSON.parse(line)).to.deep.equal({
      time: new Date(startedAt).toISOString(),
      id: 'req_1',
      kind: 'messages',
      source: 'http',
      client: 'claude-cli/2.1.330',
      session,
      agent: 'a032',
      parentAgent: 'b1',
      agentType: 'Explore',
      class: 'subagent',
      asked: 'claude-opus-5-5',
      backend: 'work',
      model: 'gpt-5-mini',
      reason: 'model table: claude-*',
      outcome: 'answered',
      status: 200,
      stopReason: 'tool_use',
      tokens: { context: 62_000, input: 1_200, cached: 60_800, output: 212 },
      milliseconds: { head: 700, first: 800, total: 4_200 },
      attempts: 0,
      tools: [{ name: 'Read', detail: 'a ↵ .ts' }],
      warnings: ['no cache'],
      cost: 0.04,
    })
  })
  it('tells a failure, with words only from the record', () => {
    const outcome = failed(new RateLimitError('slow down'))
    const told = JSON.parse(jsonLine(anExchange(), outcome, recorded(anExchange(), outcome), undefined))
    expect(told).to.deep.include({
      outcome: 'failed',
      status: 429,
      error: { type: 'rate_limit_error', message: 'slow down' },
      cost: null,
    })
    const withheld = JSON.parse(jsonLine(anExchange(), outcome, undefined, undefined))
    expect(withheld.error).to.deep.equal({ type: 'rate_limit_error' })
  })
  it('says plan where a subscription pays', () => {
    expect(JSON.parse(jsonLine(anExchange(), answered(undefined), undefined, 'plan')).cost).to.equal('plan')
  })
})
