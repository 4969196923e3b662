import { expect } from 'chai'
import fc from 'fast-check'
import { type Piece, ThinkTags } from '../../../src/backends/openai/think-tags.ts'
import { pieces } from '../../support/values.ts'

interface Split {
  readonly thinking: string
  readonly text: string
  /** The kinds in order, each once where it goes on. */
  readonly order: readonly string[]
}

function split(deltas: readonly string[], on = true): Split {
  const tags = new ThinkTags(on)
  const parts: Piece[] = [...deltas.flatMap(delta => tags.take(delta)), ...tags.rest()]
  const of = (kind: Piece['kind']) =>
    parts
      .filter(part => part.kind === kind)
      .map(({ text }) => text)
      .join('')
  expect(parts.filter(({ text }) => text === '')).to.deep.equal([])
  return {
    thinking: of('thinking'),
    text: of('text'),
    order: parts.map(({ kind }) => kind).filter((kind, place, kinds) => kind !== kinds[place - 1]),
  }
}

const answers: readonly (readonly [string, string, thinking: string, text: string])[] = [
  ['thinks and then speaks', '<think>x</think>y', 'x', 'y'],
  ['has the tags on lines of their own', '<think>\nx\n</think>\n\ny', 'x\n', 'y'],
  ['has Gemini’s tags', '<thought>x</thought>y', 'x', 'y'],
  ['begins with empty lines', '\n\n<think>x</think>y', 'x', 'y'],
  ['thinks nothing', '<think>\n\n</think>\n\ny', '\n', 'y'],
  [
    'thinks of tags',
    '<think>a < b, </thin, <think>, </thought></think>y',
    'a < b, </thin, <think>, </thought>',
    'y',
  ],
  ['says the tag again later', '<think>x</think>y <think>z</think>', 'x', 'y <think>z</think>'],
  ['never closes the tag', '<think>x</thin', 'x</thin', ''],
  ['only thinks', '<think>x</think>', 'x', ''],
  ['only thinks, and ends with empty lines', '<think>x</think>\n\n', 'x', ''],
  ['has no tags', 'x < y', '', 'x < y'],
  ['has a tag behind its first word', 'a <think>x</think>', '', 'a <think>x</think>'],
  ['has another tag', '<thinking>x</thinking>', '', '<thinking>x</thinking>'],
  ['begins like a tag', '<thin', '', '<thin'],
  ['begins with space', '  x', '', '  x'],
  ['is nothing', '', '', ''],
]

describe('think tags', () => {
  for (const [what, answer, thinking, text] of answers) {
    it(`case 55: are split off an answer that ${what}, wherever it is cut`, () => {
      const whole = split([answer])
      expect(whole).to.deep.include({ thinking, text })
      for (let at = 0; at <= answer.length; at += 1) {
        expect(split([answer.slice(0, at), answer.slice(at)]), `cut at ${at}`).to.deep.equal(whole)
      }
      expect(split([...answer])).to.deep.equal(whole)
    })
  }

  it('leave as soon as they cannot be tags', () => {
    const tags = new ThinkTags(true)
    expect(tags.take('<thi')).to.deep.equal([])
    expect(tags.take('s')).to.deep.equal([{ kind: 'text', text: '<this' }])
    expect(tags.take('<think>')).to.deep.equal([{ kind: 'text', text: '<think>' }])
  })

  it('hold back no more of a thought than the closing tag might be', () => {
    const tags = new ThinkTags(true)
    expect(tags.take('<think>a long thought')).to.deep.equal([{ kind: 'thinking', text: 'a long ' }])
  })

  it('are text where the model has none', () => {
    expect(split(['<think>x</think>y'], false)).to.deep.equal({
      thinking: '',
      text: '<think>x</think>y',
      order: ['text'],
    })
  })

  it('come out the same in any pieces, and lose nothing but space', () => {
    const word = fc.constantFrom(
      '<think>',
      '</think>',
      '<thought>',
      '</thought>',
      '<',
      '</',
      '\n',
      ' ',
      'x',
      '😀',
    )
    const sizes = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), sizes, (words, cuts) => {
        let turn = 0
        const answer = words.join('')
        const whole = split([answer])
        expect(split(pieces(answer, () => cuts[turn++ % cuts.length] ?? 0))).to.deep.equal(whole)
        const solid = (text: string) => text.replaceAll(/\s/g, '')
        const left = solid(answer).length - solid(whole.thinking + whole.text).length
        expect(left).to.be.oneOf([
          0,
          '<think>'.length,
          '<thought>'.length,
          '<think></think>'.length,
          '<thought></thought>'.length,
        ])
      }),
    )
  })
})
