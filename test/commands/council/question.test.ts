import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type QuestionParts, readQuestion, requestFor } from '../../../src/commands/council/question.ts'
import { failureOf } from '../../support/failure.ts'

const read = (words: readonly string[], input?: string, more: Partial<QuestionParts> = {}) =>
  readQuestion({ words, piped: async () => input, ...more })

describe('the question for a council', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'claudecodex-question-'))
    writeFileSync(join(folder, 'notes.md'), 'some notes\n')
    writeFileSync(join(folder, 'data.bin'), Buffer.from([1, 0, 2]))
  })
  after(() => rmSync(folder, { recursive: true }))

  it('is the words of the command line', async () => {
    expect(await read(['Is', 'it safe?'])).to.deep.equal({ text: 'Is it safe?', context: [] })
  })
  it('is what is piped in, with or without a dash', async () => {
    const piped = { text: 'Is it safe?', context: [] }
    expect(await read([], ' Is it safe?\n')).to.deep.equal(piped)
    expect(await read(['-'], 'Is it safe?')).to.deep.equal(piped)
  })
  it('has what is piped in and files as its context', async () => {
    const files = [join(folder, 'notes.md')]
    expect(await read(['What breaks?'], 'a diff', { files, system: 'Be brief.' })).to.deep.equal({
      text: 'What breaks?',
      context: [
        { name: 'notes.md', text: 'some notes' },
        { name: 'stdin', text: 'a diff' },
      ],
      system: 'Be brief.',
    })
  })
  it('is missed where there is none, and so are files', async () => {
    const cases = [
      [read([]), 'there is no question'],
      [read(['-'], ''), 'that is empty'],
      [read(['x'], undefined, { files: [join(folder, 'gone')] }), 'there is no such file'],
      [read(['x'], undefined, { files: [join(folder, 'data.bin')] }), 'is no text'],
    ] as const
    for (const [asked, text] of cases) {
      const error = await failureOf(asked)
      expect(error).to.include({ exitCode: 2 })
      expect(error.message).to.contain(text)
    }
  })
  it('becomes one message, its context before it', () => {
    const context = [{ name: 'a "b"', text: 'inner' }]
    expect(requestFor({ text: 'Why?', context, system: 's' })).to.deep.include({
      system: 's',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: '<file name="a \\"b\\"">\ninner\n</file>' },
            { type: 'text', text: 'Why?' },
          ],
        },
      ],
    })
    expect(requestFor({ text: 'Why?', context: [] })).not.to.have.property('system')
  })
})
