import { expect } from 'chai'
import { monthOfPart, newPart, type Part, partsIn, textOf, withEntry } from '../../../plugins/cost/part.ts'
import { nothing } from '../../../plugins/cost/totals.ts'

const time = new Date(2026, 10, 26, 12).getTime()
const totals = { ...nothing, exchanges: 1, output: 5, dollars: 0.5 }
const entry = { time, model: 'work:large', session: 'one', totals }

describe('a part of the ledger', () => {
  it('is named by its month and its process', () => {
    expect(newPart(time, 'ab')).to.deep.equal({ id: '2026-11.ab', updated: time, days: {}, sessions: {} })
    expect(monthOfPart(newPart(time, 'ab'))).to.equal('2026-11')
  })
  it('grows by day, model and session, and changes nothing in place', () => {
    const first = withEntry(newPart(time, 'ab'), entry)
    const second = withEntry(first, { ...entry, time: time + 1_000, model: 'work:small' })
    const third = withEntry(second, { ...entry, time: time + 2_000 })
    expect(first.days).to.deep.equal({ '2026-11-26': { 'work:large': totals } })
    expect(third.days['2026-11-26']?.['work:large']).to.include({ exchanges: 2, dollars: 1 })
    expect(third.days['2026-11-26']?.['work:small']).to.include({ exchanges: 1, dollars: 0.5 })
    expect(third.sessions.one).to.include({ exchanges: 3, dollars: 1.5, last: time + 2_000 })
    expect(third.updated).to.equal(time + 2_000)
  })
  it('counts what belongs to no session in its day alone', () => {
    const { session: _, ...without } = entry
    expect(withEntry(newPart(time, 'ab'), without).sessions).to.deep.equal({})
  })
  it('remembers the hundred sessions that were heard of last', () => {
    let part: Part = newPart(time, 'ab')
    for (let index = 0; index < 101; index++) {
      part = withEntry(part, { ...entry, session: `s${index}`, time: time + index })
    }
    const names = Object.keys(part.sessions)
    expect(names).to.have.length(100)
    expect(names).not.to.include('s0')
  })
  it('is read back from its text', () => {
    const parts = [withEntry(newPart(time, 'ab'), entry)]
    expect(partsIn(textOf(parts))).to.deep.equal(parts)
  })
  it('is not read from anything else', () => {
    const broken = { version: 1, parts: [{ id: 'x' }] }
    for (const text of ['', '{}', '{"version":2,"parts":[]}', 'null', JSON.stringify(broken)]) {
      expect(() => partsIn(text), text).to.throw()
    }
  })
})
