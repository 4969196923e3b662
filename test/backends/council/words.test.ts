import { expect } from 'chai'
import {
  holdsResult,
  lastWords,
  wishOf,
  withoutWishes,
  wordsOf,
} from '../../../src/backends/council/words.ts'
import { agentRequest } from './support.ts'

const text = (words: string) => ({ type: 'text', text: words }) as const

describe("a person's words in a message", () => {
  it('are what is left without reminders and news of the client', () => {
    const content = [
      text('<system-reminder>\nmany\nlines\n</system-reminder>'),
      text('fix it <task-notification>done</task-notification>'),
    ]
    expect(wordsOf({ role: 'user', content })).to.equal('fix it')
    expect(wordsOf({ role: 'user', content: 'fix it' })).to.equal('fix it')
    expect(wordsOf({ role: 'user', content: content.slice(0, 1) })).to.equal('')
  })

  it('are none where the message brings results of tools, or is not theirs', () => {
    const result = { type: 'tool_result', tool_use_id: 't1', content: 'ok' } as const
    const message = { role: 'user', content: [result, text('Tool loaded.')] } as const
    expect(wordsOf(message)).to.equal('')
    expect(holdsResult(message)).to.equal(true)
    expect(wordsOf({ role: 'assistant', content: 'done' })).to.equal('')
    expect(wordsOf({ role: 'system', content: 'rules' })).to.equal('')
  })

  it('are found behind which everything else came', () => {
    const messages = [
      { role: 'user', content: 'first' },
      { role: 'system', content: 'rules' },
      { role: 'assistant', content: 'yes' },
    ] as const
    expect(lastWords(agentRequest(messages))).to.equal(0)
    expect(lastWords(agentRequest(messages.slice(1)))).to.equal(-1)
  })
})

describe('a wish at the start of the words', () => {
  it('is one of four, and a word of its own', () => {
    expect(wishOf('/council:full why')).to.equal('full')
    expect(wishOf('  /council:off\nwhy')).to.equal('off')
    expect(wishOf('/council:fastest why')).to.equal(undefined)
    expect(wishOf('why /council:full')).to.equal(undefined)
  })

  it('is taken out wherever it stands in the conversation, and nothing else with it', () => {
    const reminder = text('<system-reminder>x</system-reminder>')
    const request = agentRequest([
      { role: 'user', content: [reminder, text('/council:race why is it slow?')] },
      { role: 'assistant', content: '/council:full is no wish of an agent' },
      { role: 'user', content: '/council:off' },
    ])
    expect(withoutWishes(request).messages).to.deep.equal([
      { role: 'user', content: [reminder, text('why is it slow?')] },
      { role: 'assistant', content: '/council:full is no wish of an agent' },
      { role: 'user', content: 'Go on.' },
    ])
    const plain = agentRequest([{ role: 'user', content: 'why' }])
    expect(withoutWishes(plain)).to.equal(plain)
  })
})
