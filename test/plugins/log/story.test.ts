import { expect } from 'chai'
import { Chalk } from 'chalk'
import { type ContentBlock, type Exchange, InvalidRequestError, type Message } from 'claudecodex'
import { storyLines } from '../../../plugins/log/story.ts'
import { widthOf } from '../../../plugins/log/text.ts'
import { aMessage, anExchange, answered, failed, recorded, said, tool } from './exchanges.ts'

const plain = new Chalk({ level: 0 })

const asking = (content: string | readonly ContentBlock[]): Exchange => {
  const original = {
    model: 'claude-opus-5-5',
    messages: [
      { role: 'user' as const, content: 'an earlier turn' },
      { role: 'assistant' as const, content: 'an earlier answer' },
      { role: 'user' as const, content },
      { role: 'system' as const, content: 'rules' },
    ],
  }
  return anExchange({ original })
}
const tell = (
  content: string | readonly ContentBlock[],
  message?: Message,
  columns = 80,
): readonly string[] => storyLines(recorded(asking(content), answered(message)), columns, plain)

describe('the story of an exchange', () => {
  it('says why another model answers than the one that was asked for', () => {
    const choice = { backend: 'work', model: 'gpt-5-mini', reason: 'model table: claude-opus-* <20k' }
    const exchange = { ...asking('Hi'), choice }
    expect(storyLines(recorded(exchange, answered(aMessage([said('Hello')]))), 80, plain)).to.deep.equal([
      '  │ user       Hi',
      '  │ model      work:gpt-5-mini: model table: claude-opus-* <20k',
      '  │ answer     Hello',
    ])
  })

  it('has the last turn of the user and the answer', () => {
    const answer = aMessage([
      { type: 'thinking', thinking: 'First look.', signature: '' },
      said('I look.\n\nThen I act.'),
      tool('Bash', { command: 'npm test\nls' }),
    ])
    expect(tell('Fix it.\nThen test.', answer)).to.deep.equal([
      '  │ user       Fix it.',
      '  │            Then test.',
      '  │ thinking   First look.',
      '  │ answer     I look.',
      '  │',
      '  │            Then I act.',
      '  │ Bash       npm test ↵ ls',
    ])
  })
  it('shortens the reminders of the client', () => {
    const reminder = `<system-reminder>${'x'.repeat(1_200)}</system-reminder>`
    expect(tell([{ type: 'text', text: `${reminder}Go on.\n${reminder}` }])).to.deep.equal([
      '  │ user       [system reminder, 1.2k characters]',
      '  │ user       Go on.',
      '  │ user       [system reminder, 1.2k characters]',
    ])
  })
  it('begins the results of tools', () => {
    const shown = tell([
      { type: 'tool_result', tool_use_id: 'a', content: 'all\ngood' },
      { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'x'.repeat(500) }] },
      { type: 'tool_result', tool_use_id: 'c', content: 'Exit code 1', is_error: true },
      { type: 'tool_result', tool_use_id: 'd' },
      { type: 'image', source: { type: 'url', url: 'https://example.test/a.png' } },
    ]).join('\n')
    expect(shown).to.contain('result     all ↵ good')
    expect(shown).to.contain('x… (500 characters)')
    expect(shown).to.contain('failed     Exit code 1')
    expect(shown).to.contain('result     [nothing]')
    expect(shown).to.contain('user       [image]')
  })
  it('tells warnings and failures', () => {
    const exchange = { ...asking('Go.'), warnings: ['no cache'] }
    const record = recorded(exchange, failed(new InvalidRequestError('max_tokens: too large')))
    expect(storyLines(record, 80, plain)).to.deep.equal([
      '  │ user       Go.',
      '  │ warning    no cache',
      '  │ error      max_tokens: too large',
    ])
  })
  it('tells the failure of a body that is no request', () => {
    const record = recorded(asking('Go.'), failed(new InvalidRequestError('no valid JSON')))
    const broken = Object.defineProperty(record, 'request', {
      get() {
        throw new InvalidRequestError('no valid JSON')
      },
    })
    expect(storyLines(broken, 80, plain)).to.deep.equal(['  │ error      no valid JSON'])
  })
  it('wraps by width, for any script', () => {
    const shown = tell(`${'word '.repeat(40)}${'解析'.repeat(60)}`, undefined, 60)
    for (const line of shown) expect(widthOf(line)).to.be.at.most(60)
    expect(shown.length).to.be.above(5)
  })
  it('leaves lines whole where they have no end', () => {
    expect(tell('x '.repeat(300), undefined, Number.POSITIVE_INFINITY)).to.have.lengthOf(1)
  })
  it('stops after some lines', () => {
    const shown = tell('line\n'.repeat(500))
    expect(shown).to.have.lengthOf(41)
    expect(shown.at(-1)).to.match(/…$/)
  })
  it('prints no control character of anybody', () => {
    const evil = 'a\u001B[2Jb\u0007\u001B]0;title\u0007'
    const shown = tell([{ type: 'text', text: evil }], aMessage([said(evil), tool(evil, { command: evil })]))
    expect(shown.join('')).not.to.match(/\p{Cc}/u)
  })
})
