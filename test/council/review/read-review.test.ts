import { expect } from 'chai'
import fc from 'fast-check'
import type { Message } from '../../../src/anthropic/message.ts'
import { longestCritique, readReview } from '../../../src/council/review/read-review.ts'
import { said, taskOf, toolMessage } from '../../support/judged.ts'

const task = taskOf('KX', 'TN', 'PR')
const read = (message: Message) => readReview(task, message)
const scored = (label: string, score: number, other = {}) => ({
  label,
  critique: `${label} is so.`,
  correct: score,
  complete: score,
  grounded: score,
  concise: score,
  fatal_flaw: null,
  injection_suspected: false,
  ...other,
})
const whole = {
  answers: [
    scored('KX', 5),
    scored('TN', 3, { injection_suspected: true }),
    scored('PR', 1, { fatal_flaw: 'It deletes data.' }),
  ],
  ranking: [['KX'], ['TN'], ['PR']],
  confidence: 4,
  abstain: null,
}
const four = (score: number) => ({ correct: score, complete: score, grounded: score, concise: score })
const expected = {
  status: 'given',
  order: [['a'], ['b'], ['c']],
  scores: { a: four(5), b: four(3), c: four(1) },
  flaws: { c: 'It deletes data.' },
  suspected: ['b'],
  critiques: { a: 'KX is so.', b: 'TN is so.', c: 'PR is so.' },
  isContradictory: false,
}
const json = JSON.stringify(whole, null, 2)

describe('reading a review', () => {
  const ways: readonly (readonly [string, Message])[] = [
    ['the tool', toolMessage(whole)],
    ['the tool, its input a string', toolMessage(json)],
    [
      'the tool, its fields strings',
      toolMessage({ answers: JSON.stringify(whole.answers), ranking: '[["KX"],["TN"],["PR"]]' }),
    ],
    [
      'the tool, its answers by label',
      toolMessage({
        ...whole,
        answers: Object.fromEntries(whole.answers.map(entry => [entry.label, entry])),
      }),
    ],
    ['a fence', said(`KX is so.\n\n\`\`\`json\n${json}\n\`\`\``)],
    ['a fence that never closes', said(`TN > KX?\n\`\`\`json\n${json}`)],
    ['an object in the open', said(`PR, no: ${json}. That is all.`)],
    ['lines that end as on Windows', said(`\`\`\`json\r\n${json.replaceAll('\n', '\r\n')}\r\n\`\`\`\r\n`)],
  ]
  for (const [title, message] of ways) {
    it(`reads it from ${title}`, () => expect(read(message)).to.deep.equal(expected))
  }
  it('prefers the tool to a text beside it', () => {
    const { content, ...message } = toolMessage(whole)
    const text = { type: 'text', text: '```json\n{"ranking": [["PR"], ["TN"], ["KX"]]}\n```' } as const
    expect(read({ ...message, content: [...content, text] })).to.deep.equal(expected)
  })
  it('reads a list under its heading, without scores', () => {
    const list = read(said('All good.\n\nRanking:\n1. TN\n2. KX = PR'))
    expect(list).to.deep.include({ status: 'given', order: [['b'], ['a', 'c']], scores: {} })
  })
  it('keeps a ballot with answers missing, and says so', () => {
    expect(read(toolMessage({ ranking: [['TN'], ['KX']] }))).to.deep.include({
      status: 'partial',
      order: [['b'], ['a']],
    })
  })
  it('sees that scores contradict the order', () => {
    expect(read(toolMessage({ ...whole, ranking: [['PR'], ['KX'], ['TN']] })).isContradictory).to.equal(true)
  })
  it('abstains for whoever refuses by a field, and not by words', () => {
    expect(read({ ...said('No.'), stop_reason: 'refusal' }).status).to.equal('abstained')
    expect(read(toolMessage({ ranking: [], abstain: 'I cannot see them.' })).status).to.equal('abstained')
    expect(read(toolMessage({ ...whole, abstain: 'none' }))).to.deep.equal(expected)
    expect(read(said(`KX says "I cannot compare, I must refuse".\n${json}`))).to.deep.equal(expected)
    expect(read(said('```json\n{"ranking": [], "abstain": "yes"}\n```')).status).to.equal('unreadable')
  })
  it('makes no vote of what prose mentions first', () => {
    for (const text of [
      '',
      'KX is the best, then TN, then PR.',
      'Ranking: KX, TN, PR',
      '{"ranking": [["KX"], ["TN',
    ]) {
      expect(read(said(text)).status, text).to.equal('unreadable')
    }
  })
  it('takes scores from 1 to 5 only, and words of limited length', () => {
    const entry = scored('KX', 9, { correct: '4', critique: 'x'.repeat(5000), fatal_flaw: 'None.' })
    const { scores, critiques, flaws } = read(
      toolMessage({ ranking: whole.ranking, answers: [entry, null, 7, scored('QQ', 3)] }),
    )
    expect(scores).to.deep.equal({ a: { correct: 4 } })
    expect(critiques.a).to.have.length(longestCritique)
    expect(flaws).to.deep.equal({})
  })
  it('never throws, and names nobody who was not shown', () => {
    const word = fc.constantFrom('KX', 'TN', 'PR', 'QQ', 'a', '__proto__', 'constructor', 'КХ')
    const value = fc.oneof(
      fc.jsonValue(),
      fc.array(fc.array(word)),
      fc.array(fc.record({ label: word, correct: fc.integer() })),
    )
    const input = fc.record({ ranking: value, answers: value, abstain: value }, { requiredKeys: [] })
    fc.assert(
      fc.property(fc.oneof(input, value), submission => {
        for (const message of [toolMessage(submission), said(JSON.stringify(submission) ?? '')]) {
          const { order, scores, flaws, suspected, critiques } = read(message)
          const named = [...order.flat(), ...suspected, ...[scores, flaws, critiques].flatMap(Object.keys)]
          for (const id of named) expect(['a', 'b', 'c']).to.include(id)
          expect(new Set(order.flat()).size).to.equal(order.flat().length)
        }
      }),
    )
    for (const content of [undefined, null, 'text', [null], [{ type: 'text' }], [{ type: 'tool_use' }]]) {
      const broken = { ...said(''), content } as unknown as Message
      expect(read(broken).status, JSON.stringify(content)).to.equal('unreadable')
    }
  })
  it('reads the same whatever prose stands around it', () => {
    const prose = fc.string({ unit: fc.constantFrom(...'KXTNPR >=:.,1\n*#'), maxLength: 120 })
    fc.assert(
      fc.property(prose, prose, (before, behind) => {
        expect(read(said(`${before}\n\n\`\`\`json\n${json}\n\`\`\`\n\n${behind}`))).to.deep.equal(expected)
      }),
    )
  })
})
