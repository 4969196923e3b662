import { expect } from 'chai'
import type { RecordedAttempt } from '../../../src/recording/schema.ts'
import { messageOf, requestOf } from '../../support/gateway.ts'
import { packedPlainly } from '../../support/recordings.ts'
import { type ReplayBench, replayBench } from '../../support/replay-bench.ts'

const attempt = (sent: RecordedAttempt['sent'], url: string): RecordedAttempt => ({
  ...{ number: 1, backend: 'work', model: 'model-1', time: '2026-11-26T10:00:00.000Z', method: 'POST', url },
  ...(sent && { sent }),
})

describe('a dry run', function () {
  this.timeout(60_000)
  let bench: ReplayBench
  afterEach(() => bench?.remove())
  const dryRun = (...words: string[]) =>
    bench.workshop.run(['replay', bench.recording, '--dry-run', ...words])

  it('shows where what would be sent differs from what was sent, and ends with 10 on demand', async () => {
    const body = { model: 'model-1', messages: [{ role: 'user', content: 'hi' }], max_tokens: 99 }
    const url = 'https://llm.example/v1/chat/completions'
    const exchange = { request: requestOf('hi'), answer: messageOf('Hi') }
    bench = await replayBench([
      { ...exchange, end: { attempts: [attempt(packedPlainly(body), url)] } },
      exchange,
    ])
    const { code, stdout } = await dryRun('--fail-on', 'wire-diff')
    expect(code).to.equal(10)
    const address = `${bench.server.baseUrl}/chat/completions`
    expect(stdout).to.contain(`#1 → work:model-1  POST ${address}  differs`)
    expect(stdout).to.contain(`    ~ url  ${url} → ${address}`)
    expect(stdout).to.contain('    - /max_tokens  99').and.contain('    + /max_completion_tokens  100')
    expect(stdout).to.contain(`#2 → work:model-1  POST ${address}  what was sent then is not recorded\n{`)
    expect(stdout).to.contain(
      '0 as recorded · 1 different · 1 with nothing to compare with · nothing was sent',
    )
    expect(bench.server.connections).to.equal(0)
  })
  it('needs no key, and finds the client’s own bytes where they were sent on', async () => {
    const url = 'https://api.anthropic.com/v1/messages'
    bench = await replayBench([
      { request: requestOf('hi'), answer: messageOf('Hi'), end: { attempts: [attempt('client', url)] } },
    ])
    const same = await dryRun('--to', 'anthropic:model-1', '--fail-on', 'wire-diff')
    expect([same.code, same.stdout]).to.deep.equal([
      0,
      `#1 → anthropic:model-1  POST ${url}  as recorded\n1 as recorded · 0 different · nothing was sent\n`,
    ])
    const other = await dryRun('--to', 'openai:gpt-5.1', '--json')
    expect(other.code).to.equal(0)
    const [line, summary] = other.stdout
      .trim()
      .split('\n')
      .map(text => JSON.parse(text))
    expect(line).to.deep.include({ type: 'rehearsal', seq: 1, target: 'openai:gpt-5.1', differs: true })
    expect(line.request.url).to.equal('https://api.openai.com/v1/chat/completions')
    expect(summary).to.deep.equal({ type: 'summary', same: 0, different: 1, unknown: 0, damaged: 0 })
  })
  it('lets nothing leave, whatever a plugin tries', async () => {
    bench = await replayBench([{ request: requestOf('hi'), answer: messageOf('Hi') }], {
      plugins: ['./eager.ts'],
    })
    await bench.workshop.write('eager.ts', eager.replaceAll('URL', bench.server.baseUrl))
    const { code, stdout, stderr } = await dryRun()
    expect(code, stderr).to.equal(0)
    expect(stdout)
      .to.contain('asked: nothing is sent now')
      .and.contain('fetched: nothing may leave this machine now')
    expect(bench.server.connections).to.equal(0)
  })
  it('says of what is damaged that it is, and goes on', async () => {
    const damaged = { ...packedPlainly(requestOf('x')), rope: [7] }
    const exchange = { request: requestOf('hi'), answer: messageOf('Hi') }
    bench = await replayBench([{ ...exchange, open: { request: damaged } }, exchange])
    const { code, stdout, stderr } = await dryRun('--to', 'work:x')
    expect(code).to.equal(11)
    expect(stderr).to.contain('#1').and.contain('blob 7 is missing')
    expect(stdout).to.contain('#2 → work:x').and.contain('1 damaged')
  })
})

/** Asks a model, and fetches by itself; what came of it goes into the request. */
const eager = `
import { definePlugin, type PluginContext } from 'claudecodex'
export default definePlugin(() => {
  let context: PluginContext
  const outcome = async (work: () => Promise<unknown>) =>
    work().then(() => 'it worked', error => error.cause?.message ?? error.message)
  return {
    name: 'eager',
    apiVersion: 1,
    setup(given) {
      context = given
    },
    async beforeRequest(exchange) {
      const asked = await outcome(async () => {
        for await (const _ of context.ask('work:x', exchange.request, exchange));
      })
      const fetched = await outcome(() => fetch('URL/models'))
      const content = 'asked: ' + asked + ', fetched: ' + fetched
      exchange.request = { ...exchange.request, messages: [{ role: 'user', content }] }
    },
  }
})
`
