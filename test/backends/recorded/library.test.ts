import { expect } from 'chai'
import { encodeCarrier } from '../../../src/anthropic/carriers.ts'
import { readLibrary } from '../../../src/backends/recorded/library.ts'
import { answerOf, type OpenLibrary, openLibrary, requestOf } from '../../support/library.ts'

describe('what a recording can answer', () => {
  let open: OpenLibrary
  afterEach(() => open.close())

  it('is each exchange of a client that has an end and a request, in their order', async () => {
    const request = requestOf(['hi'], { system: 'Working directory: /code/app' })
    open = await openLibrary([
      { request, answer: answerOf('Hello') },
      { request },
      { request, answer: answerOf('a council’s'), open: { parent: 'req_1' } },
      {
        request,
        end: { outcome: 'failed', error: { type: 'overloaded_error', message: 'Busy', status: 529 } },
      },
      { request, end: { outcome: 'aborted' } },
      { request, end: { outcome: 'answered', left: ['answer'] } },
      { request, open: { kind: 'count_tokens' }, end: { outcome: 'answered' } },
    ])
    const { entries, unusable } = open.library
    expect(entries.map(({ seq, isLastResort }) => [seq, isLastResort])).to.deep.equal([
      [1, false],
      [4, false],
      [5, true],
    ])
    expect(unusable).to.equal(2)
    expect(entries[0]).to.deep.include({ folder: '/code/app', lane: { session: 'session-1', agent: '' } })
  })

  it('is all but what is damaged, which is named', async () => {
    const request = requestOf(['hi'])
    const packed = (text: string) => ({ rope: [text], bytes: text.length })
    open = await openLibrary([
      { request, answer: answerOf('Hello'), open: { request: packed('{"model":') } },
      { request, answer: answerOf('Hello'), open: { request: { ...packed('{}'), bytes: 3 } } },
      { request, answer: answerOf('Hello'), open: { request: packed('{"model":"m"}') } },
      {
        request,
        answer: answerOf('Hello'),
        open: { request: packed('{"messages":[{"role":"user","content":[null]}]}') },
      },
      { request, end: { outcome: 'answered', answer: packed('no') } },
      { request, answer: answerOf('Hello') },
    ])
    const { entries, unusable, faults } = open.library
    expect(entries.map(({ seq }) => seq)).to.deep.equal([6])
    expect(unusable).to.equal(5)
    expect(faults).to.have.length(5)
    for (const [index, text] of [
      'no JSON',
      'not what was written',
      'without messages',
      'without messages',
      'no JSON',
    ].entries())
      expect(faults[index])
        .to.contain(`#${index + 1} `)
        .and.contain(text)
  })

  it('knows who sent it by headers, where those were recorded, without the one that only some runs send', async () => {
    const title = requestOf(['Fix it'], { system: 'Write a title' })
    const headers = {
      'user-agent': 'claude-cli/2.1.330',
      'x-claude-code-session-id': 's1',
      'x-claude-code-request-class': 'auxiliary',
    }
    const who = { session: 's1', class: 'other', by: 'header' } as const
    open = await openLibrary([{ request: title, answer: answerOf('It'), open: { headers, who } }])
    expect(open.library.entries[0]?.lane).to.deep.equal({ session: 's1', agent: '', side: 'title' })
  })

  it('is found without what claudecodex itself lets travel through clients', async () => {
    const thinking = (signature: string) =>
      requestOf([
        'go',
        [
          { type: 'thinking', thinking: 'so', signature },
          { type: 'text', text: 'ok' },
        ],
        'on',
      ])
    open = await openLibrary([
      { request: thinking(encodeCarrier('state', 'openai', 'x')), answer: answerOf('1') },
      { request: thinking(encodeCarrier('state', 'openai', 'y')), answer: answerOf('2') },
    ])
    const [one, other] = open.library.entries
    expect(one?.prints).to.deep.equal(other?.prints)
  })

  it('is nothing where nothing was recorded', async () => {
    open = await openLibrary([])
    expect(open.library.entries).to.deep.equal([])
    expect((await readLibrary([])).unusable).to.equal(0)
  })
})
