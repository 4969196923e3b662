import { expect } from 'chai'
import { rowOf, toolsOf } from '../../../src/commands/log/row.ts'
import { recordedStory } from '../../support/recorded-story.ts'
import { plainAnswer, plainRequest, withRecording } from '../../support/recording-folder.ts'
import type { PlainExchange } from '../../support/recordings.ts'

const underWay = { until: 0, isAlive: false }
const rowFor = (exchange: PlainExchange) =>
  withRecording([exchange], async ({ exchanges: [one] }) => {
    if (!one) throw new Error('it was written')
    return rowOf(one, await one.answerValue(), underWay)
  })

describe('a recorded exchange as a row', () => {
  it('says what the monitor says', () =>
    withRecording(recordedStory, async ({ exchanges: [, , third] }) => {
      if (!third) throw new Error('it was written')
      expect(rowOf(third, await third.answerValue(), underWay)).to.deep.equal({
        startedAt: Date.parse('2026-11-26T10:00:03Z'),
        session: 'sess',
        agent: 'Explore',
        agentId: 'ab12',
        asked: 'claude-opus-5',
        minor: false,
        state: 'answered',
        model: 'gpt-5',
        total: 500,
        first: 120,
        tokens: { context: 20_310, input: 20_310, cached: 0, output: 100 },
        attempts: 0,
        failures: [],
        warnings: [],
        tools: [],
        text: 'x',
      })
    }))
  it('tells of other tries, another model, and an end that is out of the ordinary', async () => {
    const attempt = { number: 1, backend: 'a', model: 'm', time: '', method: 'POST', url: '' }
    const row = await rowFor({
      request: plainRequest('a'),
      answer: plainAnswer('b', { stop_reason: 'max_tokens' }),
      open: { kind: 'count_tokens', who: { class: 'title', by: 'rules', client: 'curl/8' } },
      end: {
        choice: { backend: 'b', model: 'm2', reason: 'failover: a:m overloaded' },
        attempts: [
          { ...attempt, status: 529, error: 'x' },
          { ...attempt, error: 'reset' },
        ],
      },
    })
    expect(row).to.deep.include({
      failures: ['529', 'broken'],
      instead: 'a:m overloaded',
      stop: 'max_tokens',
      agent: 'curl/8',
      tag: 'count',
      minor: true,
    })
  })
  it('says how one without an end is known', async () => {
    const row = await rowFor({ request: plainRequest('a'), open: { source: 'council' } })
    expect(row).to.include({ state: 'open', agent: 'council', total: 0 })
    expect(row.text).to.match(/^cut off/)
  })
  it('knows tools by name where the answer is not there, and says what a plugin withholds', async () => {
    const end = { tools: [{ id: 'a', name: 'Ba\u001bsh' }], withheld: true } as const
    const row = await rowFor({ request: plainRequest('a'), end })
    expect(row.text).to.equal('[withheld by a plugin]')
    expect(row.tools.map(({ name }) => name)).to.deep.equal(['Ba\\u{1b}sh'])
  })
  it('makes control characters in inputs visible', () => {
    const input = { command: { deep: ['\u001b]0;x\u0007'] } }
    const answer = plainAnswer('', { content: [{ type: 'tool_use', id: 'a', name: 'mcp__git__log', input }] })
    const [tool] = toolsOf({ tools: [] } as never, answer)
    expect(tool).to.include({ name: 'git:log' })
    expect(tool?.detail).not.to.contain('\u001b')
  })
})
