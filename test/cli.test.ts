import { expect } from 'chai'
import { Workshop } from './support/command-line.ts'

describe('the program', function () {
  this.timeout(20_000)
  let workshop: Workshop
  before(async () => {
    workshop = await Workshop.create()
  })
  after(() => workshop.remove())

  it('ends quietly when nobody reads on', async () => {
    const running = workshop.start(['--backend', 'demo', '--port', '0', '--json', '--no-record'])
    await running.waitFor(/"kind":"start"/)
    running.process.stdout?.destroy()
    const { url } = JSON.parse(running.output.text().stdout) as { url: string }
    const body = JSON.stringify({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hello' }] })
    await fetch(`${url}/v1/messages`, { method: 'POST', body }).catch(() => {})
    expect(await running.finished()).to.include({ code: 0, stderr: '' })
  })
  it('ends with the code of the command', async () =>
    expect((await workshop.run(['nonsense'])).code).to.equal(2))
})
