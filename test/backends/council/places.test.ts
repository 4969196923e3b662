import { expect } from 'chai'
import type { InputMessage } from '../../../src/anthropic/request.ts'
import { placesIn, withTexts } from '../../../src/backends/council/places.ts'
import { agentRequest } from './support.ts'

const call = { type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls' } } as const
const result = { type: 'tool_result', tool_use_id: 't1', content: 'a.txt' } as const

describe('places in a conversation', () => {
  it('are called the same in whatever form a client repeats them', () => {
    const first: InputMessage[] = [
      {
        role: 'user',
        content: [
          { type: 'text', text: '<system-reminder>x</system-reminder>' },
          { type: 'text', text: 'list', cache_control: { type: 'ephemeral' } },
        ],
      },
      { role: 'system', content: [{ type: 'text', text: 'rules', cache_control: { type: 'ephemeral' } }] },
    ]
    const later: InputMessage[] = [
      { role: 'user', content: 'list' },
      { role: 'system', content: 'rules' },
      { role: 'assistant', content: [{ type: 'thinking', thinking: 'hm', signature: 's' }, call] },
      { role: 'user', content: [result] },
    ]
    const [place] = placesIn(agentRequest(first))
    const places = placesIn(agentRequest(later))
    expect(places.map(({ index }) => index)).to.deep.equal([0, 3])
    expect(places[0]?.key).to.equal(place?.key)
    expect(places[1]?.key).not.to.equal(place?.key)
  })

  it('are others where another thing stands before them, and in another session', () => {
    const key = (messages: readonly InputMessage[], session?: string) =>
      placesIn(agentRequest(messages), session).at(-1)?.key
    const ends = (words: string): InputMessage[] => [
      { role: 'user', content: words },
      { role: 'assistant', content: 'yes' },
      { role: 'user', content: 'again' },
    ]
    expect(key(ends('a'))).not.to.equal(key(ends('b')))
    expect(key(ends('a'), 's1')).not.to.equal(key(ends('a'), 's2'))
    expect(key(ends('a'), 's1')).to.equal(key(ends('a'), 's1'))
  })
})

describe('a text at the end of a message', () => {
  it('is one more block, and all else stays the very same', () => {
    const request = agentRequest([
      { role: 'user', content: 'list' },
      { role: 'assistant', content: [call] },
      { role: 'user', content: [result] },
    ])
    const changed = withTexts(request, new Map([[2, 'advice']]))
    expect(changed.messages[2]).to.deep.equal({
      role: 'user',
      content: [result, { type: 'text', text: 'advice' }],
    })
    expect(changed.messages[0]).to.equal(request.messages[0])
    expect(changed.tools).to.equal(request.tools)
    expect(withTexts(request, new Map())).to.equal(request)
    expect(withTexts(request, new Map([[0, 'advice']])).messages[0]?.content).to.deep.equal([
      { type: 'text', text: 'list' },
      { type: 'text', text: 'advice' },
    ])
  })
})
