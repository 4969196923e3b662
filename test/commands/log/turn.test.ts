import { expect } from 'chai'
import { answerParts, newParts } from '../../../src/commands/log/turn.ts'
import { firstRequest, secondRequest } from '../../support/recorded-story.ts'
import { plainAnswer, plainRequest } from '../../support/recording-folder.ts'

describe('what was new in a turn', () => {
  it('is all that stands behind the last answer, reminders apart', () => {
    expect(newParts(firstRequest)).to.deep.equal([
      { label: 'reminder', text: '<system-reminder>be nice</system-reminder>', look: 'aside' },
      { label: 'user', text: 'fix the parser', look: 'said' },
    ])
    expect(newParts(secondRequest)).to.deep.equal([{ label: 'failed', text: 'exit 1', look: 'wrong' }])
  })
  it('names pictures by their size, and turns of the system as an aside', () => {
    const source = { type: 'base64', media_type: 'image/png', data: 'x'.repeat(2_000) } as const
    const parts = newParts(
      plainRequest('', {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'image', source },
              { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'ok' }] },
            ],
          },
          { role: 'system', content: 'note' },
        ],
      }),
    )
    expect(parts.map(({ label, text, look }) => [label, text, look])).to.deep.equal([
      ['user', '[image, 2.0k characters]', 'aside'],
      ['result', 'ok', 'aside'],
      ['system', 'note', 'aside'],
    ])
  })
  it('is nothing where a request has no messages', () =>
    expect(newParts({ model: 'm' } as never)).to.deep.equal([]))
})

describe('what was answered', () => {
  it('is thinking, text and calls, with every field of an input', () => {
    const input = { file_path: '/a', limit: 5 }
    expect(
      answerParts(
        plainAnswer('', {
          content: [
            { type: 'thinking', thinking: '', signature: 's' },
            { type: 'text', text: 'so' },
            { type: 'tool_use', id: 'a', name: 'Read', input },
          ],
        }),
      ),
    ).to.deep.equal([
      { label: 'answer', text: 'so', look: 'said' },
      { label: 'Read', text: 'file_path: /a\nlimit: 5', look: 'said' },
    ])
  })
})
