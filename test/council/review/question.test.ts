import { expect } from 'chai'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { picturesOf, questionDigest, questionText } from '../../../src/council/review/question.ts'
import { asked } from '../../support/judged.ts'

const picture = { type: 'image', source: { type: 'url', url: 'http://localhost/a.png' } } as const
const withTools: MessagesRequest = {
  model: 'm',
  system: [{ type: 'text', text: 'Be brief.' }],
  messages: [
    { role: 'user', content: 'List the files.' },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hidden', signature: 's' },
        { type: 'tool_use', id: 't', name: 'Bash', input: { command: 'ls' } },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'a.txt' }, picture] },
  ],
}

describe('the question that reviewers see', () => {
  it('is the conversation with its instructions, tools and all, without what was only thought', () => {
    expect(questionText(withTools)).to.equal(
      [
        'Standing instructions:\nBe brief.',
        'Person:\nList the files.',
        'Assistant:\n[calls Bash with {"command":"ls"}]',
        'Person:\n[result: a.txt]\n[image]',
      ].join('\n\n'),
    )
  })
  it('goes with the pictures of the last turn', () => {
    expect(picturesOf(withTools)).to.deep.equal([picture])
    expect(picturesOf(asked('?'))).to.deep.equal([])
  })
  it('stays short however long the conversation is, and keeps its end', () => {
    const turn = { role: 'user', content: 'x'.repeat(50_000) } as const
    const long = {
      model: 'm',
      messages: [...Array.from({ length: 200 }, () => turn), ...asked('the end').messages],
    }
    const text = questionText(long)
    expect(text.length).to.be.below(12_000)
    expect(text)
      .to.contain('earlier turns left out')
      .and.to.match(/Person:\nthe end$/)
  })
  it('has a digest by its words', () => {
    expect(questionDigest(asked('a'))).to.equal(questionDigest(asked('a')))
    expect(questionDigest(asked('a'))).not.to.equal(questionDigest(asked('b')))
  })
})
