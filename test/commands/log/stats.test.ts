import { expect } from 'chai'
import { RecordedWorkshop } from '../../support/recorded-workshop.ts'

describe('claudecodex log stats', function () {
  this.timeout(60_000)
  let shop: RecordedWorkshop
  before(async () => {
    shop = await RecordedWorkshop.create()
  })
  after(() => shop?.remove())

  it('counts a recording, or several, or what a filter chooses', async () => {
    const copy = await shop.write('20261125-100000-old.jsonl', [], { run: 'old' })
    const [one, both, some] = await Promise.all([
      shop.log('stats'),
      shop.log('stats', 'aaa', copy, '--json'),
      shop.log('stats', '--filter', '~e', '--json'),
    ])
    expect(one.code).to.equal(0)
    expect(one.stdout).to.match(/^5 exchanges, /)
    expect(JSON.parse(both.stdout)).to.include({ exchanges: 5, failed: 1 })
    expect(JSON.parse(some.stdout)).to.include({ exchanges: 1, failed: 1 })
  })
})
