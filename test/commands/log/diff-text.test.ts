import { expect } from 'chai'
import { Chalk } from 'chalk'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { differenceLines, summaryOf } from '../../../src/commands/log/diff-text.ts'
import { requestDifference } from '../../../src/recording/request-difference.ts'
import { firstRequest, secondRequest } from '../../support/recorded-story.ts'
import { plainRequest } from '../../support/recording-folder.ts'

const plain = new Chalk({ level: 0 })
const told = (before: MessagesRequest, after: MessagesRequest) => {
  const difference = requestDifference(before, after)
  return {
    summary: summaryOf(difference),
    lines: differenceLines(difference, plain).map(line => line.trim()),
  }
}

describe('a difference in words', () => {
  it('is one sentence where a conversation went on', () => {
    const { summary, lines } = told(firstRequest, secondRequest)
    expect(summary).to.equal(
      'only 2 messages appended to 1: assistant (Bash), user (result); the marks of the cache moved',
    )
    expect(lines).to.deep.equal([
      'messages     1 message the same',
      '+ /messages/1 assistant (Bash)',
      '+ /messages/2 user (result)',
      'marks      + /messages/2/content/0',
    ])
    expect(told(firstRequest, firstRequest)).to.deep.equal({ summary: 'nothing changed', lines: [] })
  })
  it('names what changed, and shows old and new', () => {
    const { summary, lines } = told(firstRequest, {
      ...firstRequest,
      tools: [{ name: 'Bash', description: 'else' }, { name: 'Read\u001b' }],
      system: [{ type: 'text', text: 'You are\nnew' }],
      temperature: 1,
      messages: [{ role: 'user', content: 'other' }],
    })
    expect(summary).to.equal('changed: tools, the system prompt, temperature, messages from /messages/0 on')
    expect(lines).to.include.members([
      'tools      + Read\\u{1b}',
      'tools      ~ Bash: description',
      'system     ~ /system/0, line 2',
      '- rules',
      '+ new',
      'parameter  + temperature: 1',
      '- /messages/0 user (text)',
      '+ /messages/0 user (text)',
      'marks      - /system/0',
    ])
  })
  it('tells an order from a change, and a new end from a new middle', () => {
    const [one, other] = [{ name: 'a' }, { name: 'b' }]
    const { lines, summary } = told(
      plainRequest('', { tools: [one, other] }),
      plainRequest('', { tools: [other, one] }),
    )
    expect([summary, lines]).to.deep.equal([
      'changed: tools',
      ['tools      ~ the same tools in another order'],
    ])
    const appended = told(firstRequest, { ...secondRequest, temperature: 1 })
    expect(appended.summary).to.equal('changed: temperature, 2 messages appended')
  })
  it('shows the place of a long line where it differs', () => {
    const system = (end: string) => `${'w'.repeat(20_000)} the end is ${end}`
    const { lines } = told(
      plainRequest('', { system: system('near') }),
      plainRequest('', { system: system('far') }),
    )
    expect(lines.filter(line => /the end is/.test(line))).to.have.length(2)
  })
  it('cuts what is long', () => {
    const text = (word: string) => Array.from({ length: 30 }, (_, index) => `${word} ${index}`).join('\n')
    const { lines } = told(
      plainRequest('', { system: text('old') }),
      plainRequest('', { system: text('new') }),
    )
    expect(lines.filter(line => line === '… 18 lines more')).to.have.length(2)
    expect(lines).to.have.length(27)
  })
})
