import { expect } from 'chai'
import { isUsable, labelIn, readOrder } from '../../../src/council/review/ballot-order.ts'

const labels = new Map([
  ['KX', 'a'],
  ['TN', 'b'],
  ['PR', 'c'],
])

const forms: readonly (readonly [string, unknown])[] = [
  ['groups', [['KX'], ['TN', 'PR']]],
  ['labels', ['KX', 'TN=PR']],
  ['one text', 'KX > TN = PR'],
  ['a number for each label', { TN: 2, PR: 2, KX: 1 }],
  ['entries', [{ label: 'KX' }, { labels: ['TN', 'PR'] }]],
  ['JSON in a string', '[["KX"],["TN","PR"]]'],
  ['labels with more around them', ['Answer KX', '**TN** & "PR"']],
  ['small letters', [['kx'], ['tn', 'pr']]],
  ['labels twice', [['KX'], ['TN', 'PR'], ['KX', 'TN']]],
]

describe('reading an order', () => {
  for (const [title, value] of forms) {
    it(`reads ${title}`, () => {
      expect(readOrder(value, labels)).to.deep.equal({ order: [['a'], ['b', 'c']], unknown: 0 })
    })
  }
  it('counts what is no label, and leaves it out', () => {
    expect(readOrder([['KX'], ['A'], ['the second one'], ['TN']], labels)).to.deep.equal({
      order: [['a'], ['b']],
      unknown: 2,
    })
  })
  it('reads nothing from what is no order', () => {
    for (const value of [undefined, null, 7, true, [], {}, [null, [[]]], '{']) {
      expect(readOrder(value, labels).order, JSON.stringify(value)).to.deep.equal([])
    }
  })
  it('takes no letters that only look alike, and no words that hold a label', () => {
    for (const word of ['КХ', 'ＫＸ', '\u212aX', 'KXT', 'answerKX', 'K X', 'AKX']) {
      expect(labelIn(word, labels), word).to.equal(undefined)
    }
  })
  it('uses an order that compares at least two, most of them known', () => {
    const usable = (value: unknown): boolean => isUsable(readOrder(value, labels), labels)
    expect(usable(['KX', 'TN'])).to.equal(true)
    expect(usable(['KX'])).to.equal(false)
    expect(usable(['KX', 'TN', 'QQ', 'ZZ'])).to.equal(true)
    expect(usable(['KX', 'TN', 'QQ', 'ZZ', 'VV'])).to.equal(false)
    expect(isUsable(readOrder(['KX'], new Map([['KX', 'a']])), new Map([['KX', 'a']]))).to.equal(true)
  })
})
