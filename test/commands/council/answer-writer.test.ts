import { expect } from 'chai'
import { answerWriter } from '../../../src/commands/council/answer-writer.ts'
import { goodCourse } from './support.ts'

function written(
  flags: Parameters<typeof answerWriter>[0],
  text: string,
  isTerminal = false,
  course = goodCourse(),
) {
  const parts: string[] = []
  const writer = answerWriter(flags, { write: part => parts.push(part), isTerminal })
  for (const event of course) writer.show(event)
  const streamed = parts.join('')
  writer.end(text, () => ({ text }))
  return { streamed, all: parts.join('') }
}

describe('what goes to stdout', () => {
  it('is the answer as it comes, and the end of its last line', () => {
    expect(written({}, 'All in all')).to.deep.equal({ streamed: 'All in all', all: 'All in all\n' })
  })
  it('is an answer that was only chosen at the end', () => {
    expect(written({}, 'b answers', false, []).all).to.equal('b answers\n')
    expect(written({ select: true }, 'b answers\n\n')).to.deep.equal({ streamed: '', all: 'b answers\n' })
  })
  it('is nothing where there is no answer', () => {
    expect(written({}, '', false, []).all).to.equal('')
    expect(written({ select: true }, '', false, []).all).to.equal('')
  })
  it('is one document, or a line for each event', () => {
    expect(JSON.parse(written({ json: true }, 'x').all)).to.deep.equal({ text: 'x' })
    const lines = written({ jsonl: true }, 'x').all.trimEnd().split('\n')
    expect(lines.map(line => (JSON.parse(line) as { type: string }).type)).to.deep.equal(
      goodCourse().map(({ type }) => type),
    )
  })
  it('has nothing that a terminal would obey, but on a terminal alone', () => {
    const answer = 'a\tb\u001b[2J\nc'
    expect(written({ select: true }, answer, true).all).to.equal('a\tb[2J\nc\n')
    expect(written({ select: true }, answer).all).to.equal(`${answer}\n`)
  })
})
