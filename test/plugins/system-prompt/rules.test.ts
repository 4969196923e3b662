import { expect } from 'chai'
import type { RequestClass } from 'claudecodex'
import type { SystemPromptOptions } from '../../../plugins/system-prompt/options.ts'
import { editsFor, rulesOf } from '../../../plugins/system-prompt/rules.ts'
import { anExchange } from '../log/exchanges.ts'

const edits = (options: SystemPromptOptions, name: RequestClass = 'main') =>
  editsFor(rulesOf(options), anExchange({ who: { class: name, by: 'header' } }))

describe('the rules of system-prompt', () => {
  it('hold for conversations, and not for side calls', () => {
    const holds = (
      ['main', 'subagent', 'workflow', 'compaction', 'other', 'title', 'probe', 'search'] as const
    ).map(name => edits({ append: 'x' }, name) !== undefined)
    expect(holds).to.deep.equal([true, true, true, true, true, false, false, false])
  })
  it('hold for what they name, side calls too', () => {
    expect(edits({ when: 'title', append: 'x' }, 'title')?.append).to.deep.equal(['x'])
    expect(edits({ when: 'claude-haiku-*', append: 'x' })).to.equal(undefined)
  })
  it('add up in their order', () => {
    const options = {
      append: 'one',
      rules: [
        { append: 'two', replace: { a: 'b' } },
        { when: 'title', append: 'three' },
        { replace: [['c', 'd']] },
      ],
    } as const
    expect(edits(options)).to.deep.equal({
      prepend: [],
      append: ['one', 'two'],
      replace: [
        ['a', 'b'],
        ['c', 'd'],
      ],
    })
    expect(edits({})).to.equal(undefined)
  })
})
