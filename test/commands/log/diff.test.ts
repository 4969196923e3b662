import { expect } from 'chai'
import { RecordedWorkshop } from '../../support/recorded-workshop.ts'

describe('claudecodex log diff', function () {
  this.timeout(60_000)
  let shop: RecordedWorkshop
  before(async () => {
    shop = await RecordedWorkshop.create()
  })
  after(() => shop?.remove())

  it('says what changed and why the cache missed, with the recorded verdict where there is one', async () => {
    const [on, changed, same] = await Promise.all([
      shop.log('diff', '1', '2'),
      shop.log('diff', '#2', '3', 'aaa', '--json'),
      shop.log('diff', '4', '5'),
    ])
    expect(on.stdout).to.match(/^#1 → #2 {2}changed: anthropic-beta, 2 messages appended\n/)
    expect(on.stdout).to.contain('parameter  - anthropic-beta: "a,it\'s"')
    expect(on.stdout).to.contain('cache      hit: all was read')
    const { summary, tools, cache } = JSON.parse(changed.stdout)
    expect(summary).to.equal('changed: tools')
    expect(tools.added).to.deep.equal(['Read'])
    expect(cache).to.include({ cause: 'model', sure: true, lost: 20_300, previous: 'req_2' })
    expect(same.stdout)
      .to.match(/^#4 → #5 {2}nothing changed\n/)
      .and.to.contain('cache      not in play')
  })
  it('says what there is not', async () => {
    const { code, stderr } = await shop.log('diff', '1', '99')
    expect([code, stderr]).to.deep.equal([2, 'claudecodex: there is no #99: the recording has #1 to #5\n'])
  })
})
