import { expect } from 'chai'
import { stripCarriers } from '../../../src/anthropic/carriers.ts'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import { unfold } from '../../../src/anthropic/unfold.ts'
import { Shown, showsThinking, withoutNotes } from '../../../src/backends/council/shown.ts'
import { messageOf } from '../../support/gateway.ts'
import { agentRequest } from './support.ts'

const shownOf = (lines: readonly string[], events: Iterable<StreamEvent>) => {
  const shown = new Shown({ id: 'msg_council', asked: 'opus' })
  return [...lines.flatMap(line => shown.line(line)), ...[...events].flatMap(event => shown.answer(event))]
}

const answer = {
  ...messageOf('done'),
  content: [
    { type: 'text' as const, text: 'done', citations: null },
    { type: 'tool_use' as const, id: 't1', name: 'Bash', input: { command: 'ls' } },
  ],
  stop_reason: 'tool_use' as const,
}

describe('what the client sees of a council', () => {
  it('is the answer under the name it asked for, where there are no lines', () => {
    expect(fold(shownOf([], unfold(answer)))).to.deep.equal({ ...answer, model: 'opus' })
  })

  it('is one message: the lines as thinking, and the answer behind them with its own usage', () => {
    const events = shownOf(['council 1/2', 'council 2/2'], unfold(answer))
    expect(events.filter(({ type }) => type === 'message_start')).to.have.lengthOf(1)
    const indices = events.flatMap(event => (event.type === 'content_block_start' ? [event.index] : []))
    expect(indices).to.deep.equal([0, 1, 2])
    const message = fold(events)
    expect(message).to.deep.include({ id: 'msg_council', model: 'opus', stop_reason: 'tool_use' })
    expect(message?.content[0]).to.deep.include({ type: 'thinking', thinking: 'council 1/2\ncouncil 2/2\n' })
    expect(message?.content.slice(1)).to.deep.equal(answer.content)
    expect(message?.usage).to.deep.include({ input_tokens: 3, output_tokens: 2 })
  })

  it('closes the lines with the first event of the answer, and not with a ping', () => {
    const events = shownOf(['council 1/2'], [{ type: 'ping' }, ...unfold(answer)])
    const types = events.map(({ type }) => type)
    expect(types.indexOf('ping')).to.be.below(types.indexOf('content_block_stop'))
  })
})

describe('the lines on their way back', () => {
  const [block] = fold(shownOf(['council 1/2'], unfold(answer)))?.content ?? []
  const back = agentRequest([
    { role: 'user', content: 'go' },
    { role: 'assistant', content: block ? [block, { type: 'text', text: 'done' }] : [] },
  ])

  it('are taken out, here and on every way to a model', () => {
    for (const clean of [withoutNotes(back), stripCarriers(back), stripCarriers(back, 'openai')])
      expect(clean.messages[1]?.content).to.deep.equal([{ type: 'text', text: 'done' }])
  })

  it('are all that is taken out: a provider gets its own thinking back', () => {
    const state = { type: 'thinking', thinking: 'x', signature: 'cdx1.state.openai.bnVsbA' } as const
    const request = agentRequest([{ role: 'assistant', content: [state] }])
    expect(withoutNotes(request)).to.equal(request)
  })
})

describe('lines are shown', () => {
  it('only where the client shows thinking', () => {
    const request = agentRequest([])
    expect(showsThinking({ ...request, thinking: { type: 'adaptive' } })).to.equal(true)
    expect(showsThinking({ ...request, thinking: { type: 'enabled', budget_tokens: 2_000 } })).to.equal(true)
    expect(showsThinking({ ...request, thinking: { type: 'adaptive', display: 'omitted' } })).to.equal(false)
    expect(showsThinking({ ...request, thinking: { type: 'disabled' } })).to.equal(false)
    expect(showsThinking({ ...request, stream: false, thinking: { type: 'adaptive' } })).to.equal(false)
    expect(showsThinking(request)).to.equal(false)
  })
})
