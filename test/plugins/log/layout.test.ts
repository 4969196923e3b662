import { expect } from 'chai'
import fc from 'fast-check'
import { layoutOf, usedBy } from '../../../plugins/log/layout.ts'

const fieldsAt = (columns: number): string =>
  layoutOf(columns)
    .fields.map(([field]) => field)
    .join(' ')

describe('the columns of the monitor', () => {
  const cases: [columns: number, fields: string][] = [
    [Number.POSITIVE_INFINITY, 'time session agent model context hit input output first total cost'],
    [159, 'time session agent model context hit input output first total cost'],
    [119, 'time session agent model context hit output total cost'],
    [99, 'session agent model context hit output total'],
    [79, 'session agent model context output total'],
    [59, 'session agent model total'],
    [39, 'session agent total'],
    [20, 'agent total'],
  ]
  for (const [columns, fields] of cases) {
    it(`are ${fields} in ${columns} cells`, () => expect(fieldsAt(columns)).to.equal(fields))
  }

  it('never gain one when the terminal gets narrower', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 250 }), columns => {
        const wider = new Set(fieldsAt(columns + 1).split(' '))
        for (const field of fieldsAt(columns).split(' ')) expect(wider, `${columns}`).to.include(field)
      }),
    )
  })
  it('leave room for what happened', () => {
    for (let columns = 40; columns < 250; columns++) {
      expect(columns - usedBy(layoutOf(columns).fields), `${columns}`).to.be.at.least(
        Math.min(20, columns * 0.4 - 1),
      )
    }
  })
})
