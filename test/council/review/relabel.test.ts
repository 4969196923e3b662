import { expect } from 'chai'
import { relabelled } from '../../../src/council/review/relabel.ts'

describe('other labels', () => {
  it('stand where a reviewer’s own stood, and nowhere else', () => {
    const shown = [
      { label: 'KX', member: 'a' },
      { label: 'TNP', member: 'b' },
    ]
    const nameOf = (id: string): string => `<${id}>`
    expect(relabelled('KX beats TNP; KXT and kx, NASA and PR do not. (KX)', shown, nameOf)).to.equal(
      '<a> beats <b>; KXT and kx, NASA and PR do not. (<a>)',
    )
  })
})
