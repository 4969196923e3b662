import { expect } from 'chai'
import { folderOf, movedMessage } from '../../../src/recording/matching/places.ts'
import { answerOf, callOf, requestOf } from '../../support/library.ts'

describe('the folder in which a client works', () => {
  it('is found where Claude Code tells the model', () => {
    const turn = (text: string) => ({ role: 'system', content: [{ type: 'text', text }] }) as const
    const listed = '# Environment\n - Primary working directory: /code/my app/\n - Platform: linux'
    expect(folderOf({ ...requestOf(['hi']), messages: [turn(listed)] })).to.equal('/code/my app')
    expect(
      folderOf(requestOf(['hi'], { system: '<env>\nWorking directory: C:\\code\\app\n</env>' })),
    ).to.equal('C:\\code\\app')
  })
  it('is unknown where nobody says', () => expect(folderOf(requestOf(['hi']))).to.equal(undefined))
})

describe('a message for a client in another place', () => {
  const from = { folder: '/code/old', session: 'session-1', agents: ['a1', 'a2'] }
  const to = { folder: '/elsewhere/new', session: 'session-9', agents: ['b1', 'b2'] }

  it('acts there: paths, names that Claude Code makes of them, sessions and agents', () => {
    const message = answerOf([
      { type: 'text', text: 'See /code/old/a.ts, not /code/older.' },
      callOf(
        'Write',
        { file_path: '/code/old/a.ts', edits: [{ text: 'in /code/old', count: 1 }] },
        'toolu_1',
      ),
      callOf('Read', { path: '/root/-code-old/session-1/tasks/a2.output' }, 'toolu_2'),
    ])
    expect(movedMessage(message, from, to).content).to.deep.equal([
      { type: 'text', text: 'See /elsewhere/new/a.ts, not /code/older.' },
      callOf(
        'Write',
        { file_path: '/elsewhere/new/a.ts', edits: [{ text: 'in /elsewhere/new', count: 1 }] },
        'toolu_1',
      ),
      callOf('Read', { path: '/root/-elsewhere-new/session-9/tasks/b2.output' }, 'toolu_2'),
    ])
  })
  it('takes a folder by its letters, whatever they mean elsewhere', () => {
    const message = answerOf('in /a+b/c')
    expect(movedMessage(message, { folder: '/a+b' }, { folder: "/$&/$'" }).content).to.deep.equal([
      { type: 'text', text: "in /$&/$'/c" },
    ])
  })
  it('stays the same object where nothing is to move, and where the old folder is the root', () => {
    const message = answerOf('in /code/old')
    expect(movedMessage(message, from, from)).to.equal(message)
    expect(movedMessage(message, {}, to)).to.equal(message)
    expect(movedMessage(message, { folder: '/' }, to)).to.equal(message)
  })
  it('keeps what was signed', () => {
    const thinking = { type: 'thinking', thinking: 'in /code/old', signature: 's' } as const
    expect(movedMessage(answerOf([thinking]), from, to).content).to.deep.equal([thinking])
  })
})
