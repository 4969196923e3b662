import { expect } from 'chai'
import { firstRequest } from '../../support/recorded-story.ts'
import { RecordedWorkshop } from '../../support/recorded-workshop.ts'

describe('claudecodex log show', function () {
  this.timeout(60_000)
  let shop: RecordedWorkshop
  before(async () => {
    shop = await RecordedWorkshop.create()
  })
  after(() => shop?.remove())

  it('tells the story of one exchange, however its number is written', async () => {
    const [bare, marked, named] = await Promise.all([
      shop.log('show', '2'),
      shop.log('show', '#2', 'aaa'),
      shop.log('show', 'req_2'),
    ])
    expect(bare.code).to.equal(0)
    expect(bare.stdout)
      .to.match(/^#2 {2}req_2\n/)
      .and.to.contain('compared with #1')
    expect([marked.stdout, named.stdout]).to.deep.equal([bare.stdout, bare.stdout])
  })
  it('prints the recorded bytes and nothing else, JSON, or a command', async () => {
    const [request, answer, json, curl] = await Promise.all([
      shop.log('show', '1', '--request'),
      shop.log('show', '1', '--answer'),
      shop.log('show', '1', '--json'),
      shop.log('show', '1', '--curl'),
    ])
    expect(request.stdout).to.equal(JSON.stringify(firstRequest))
    expect(JSON.parse(answer.stdout)).to.have.property('stop_reason', 'tool_use')
    expect(JSON.parse(json.stdout)).to.deep.include({ request: firstRequest })
    expect(curl.stdout).to.match(/^curl -sS https:\/\/api\.anthropic\.com/)
  })
  it('says what there is not', async () => {
    const [number, answer, two] = await Promise.all([
      shop.log('show', '99'),
      shop.log('show', '5', '--answer'),
      shop.log('show', '1', '--json', '--curl'),
    ])
    expect([number.code, number.stderr]).to.deep.equal([
      2,
      'claudecodex: there is no #99: the recording has #1 to #5\n',
    ])
    expect(answer.stderr).to.equal('claudecodex: the answer of #5 was not recorded\n')
    expect(two.stderr).to.equal('claudecodex: --json and --curl are two outputs: choose one\n')
  })
})
