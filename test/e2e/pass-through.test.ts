import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  type ClientFolders,
  clientKey,
  createClientFolders,
  describeClient,
  type FinishedClient,
  runClient,
} from '../support/claude-code.ts'
import { type RunningProxy, startProxy } from '../support/proxy-process.ts'
import { type RecordingTap, startRecordingTap } from '../support/recording-tap.ts'
import {
  errorAnswer,
  frame,
  messageStart,
  streamAnswer,
  textDelta,
  textStart,
  toolFrames,
} from '../support/strict/anthropic-answers.ts'
import { type AnthropicServer, startAnthropicServer } from '../support/strict/anthropic-server.ts'

describe('Claude Code with the Messages API behind the proxy', () => {
  let upstream: AnthropicServer
  let proxy: RunningProxy
  let tap: RecordingTap
  let folders: ClientFolders
  beforeEach(async () => {
    folders = await createClientFolders()
    upstream = await startAnthropicServer()
    proxy = await startProxy({
      // What the client makes of a failure is seen where nobody else is quicker.
      parameters: ['--backend', 'anthropic', '--no-failover'],
      environment: { ANTHROPIC_UPSTREAM_URL: upstream.url },
    })
    tap = await startRecordingTap(proxy.url)
  })
  afterEach(async () => {
    await tap.close()
    await proxy.stop()
    await upstream.close()
    await folders.remove()
  })

  const ask = (prompt: string): Promise<FinishedClient> => runClient(folders, { prompt, baseUrl: tap.url })

  /** Everything the client sent has arrived upstream with not a byte changed, and nothing else has. */
  const checkBytes = (): void => {
    expect(upstream.violations).to.deep.equal([])
    expect(upstream.received).to.have.lengthOf(tap.sent.length)
    for (const [index, { url, headers, body }] of tap.sent.entries()) {
      const arrived = upstream.received[index]
      expect(arrived?.body.equals(body), `bytes of request ${index}`).to.equal(true)
      expect(arrived?.url).to.equal(url)
      for (const name of ['anthropic-beta', 'anthropic-version', 'x-api-key', 'content-type']) {
        expect(arrived?.headers[name], name).to.equal(headers[name])
      }
      expect(arrived?.headers['x-api-key']).to.equal(clientKey)
    }
  }

  const streamed = (index: number): unknown =>
    (JSON.parse(upstream.received[index]?.body.toString() ?? '{}') as { stream?: unknown }).stream

  it('runs the tools that the API asks for, and its bytes arrive unchanged', async () => {
    const file = join(folders.work, 'plan.txt')
    upstream.answer(
      streamAnswer(toolFrames('Write', { file_path: file, content: 'from upstream' }, 'toolu_01A')),
      streamAnswer(toolFrames('Bash', { command: 'cat plan.txt', description: 'Show it' }, 'toolu_01B')),
    )
    const client = await ask('do as you are told')
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(client.result, said).to.include({ is_error: false, result: 'Hello' })
    expect(await readFile(file, 'utf8')).to.equal('from upstream')
    expect(upstream.received).to.have.lengthOf(3)
    expect(upstream.received[2]?.body.toString(), said).to.include('from upstream')
    checkBytes()
    expect((await proxy.quiet()).exchanges).to.deep.equal({ open: 0, answered: 3, failed: 0, aborted: 0 })
  })

  it('recovers when the stream is cut in the middle of a text', async () => {
    upstream.answer(streamAnswer([messageStart(), textStart(), textDelta('half an answer'), { end: 'cut' }]))
    const client = await ask('hi')
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(client.result?.result, said).to.equal('Hello')
    expect(upstream.received).to.have.lengthOf(2)
    checkBytes()
    expect((await proxy.quiet()).exchanges).to.include({ open: 0, answered: 1, failed: 1 })
  })

  it('recovers from an error event in the middle of a stream by asking again without one', async () => {
    const error = { type: 'error', error: { type: 'api_error', message: 'the upstream broke' } }
    upstream.answer(streamAnswer([messageStart(), textStart(), textDelta('half an answer'), frame(error)]))
    const client = await ask('hi')
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(client.result?.result, said).to.equal('Hello')
    expect(upstream.received).to.have.lengthOf(2)
    expect([streamed(0), Boolean(streamed(1))]).to.deep.equal([true, false])
    checkBytes()
    const { exchanges } = await proxy.quiet()
    expect(exchanges).to.include({ open: 0, answered: 1, failed: 1 })
    expect(proxy.exchanges[0]?.error?.message).to.include('the upstream broke')
  })

  it('asks again, streamed, after an error event that opened the stream', async () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    upstream.answer(streamAnswer([frame(error)]))
    const client = await ask('hi')
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(client.result?.result, said).to.equal('Hello')
    expect([streamed(0), streamed(1)]).to.deep.equal([true, true])
    checkBytes()
  })

  it("waits as long as the API's 429 says, and asks again", async () => {
    upstream.answer(errorAnswer(429, 'rate_limit_error', 'Slow down', { 'retry-after': '1' }))
    const client = await ask('hi')
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(client.result?.result, said).to.equal('Hello')
    const retry = client.events.find(({ subtype }) => subtype === 'api_retry')
    expect(retry, said).to.include({ attempt: 1, error_status: 429 })
    // The second it was told and what the client adds to it; its own first wait would be half a second.
    expect(retry?.retry_delay_ms, said).to.be.within(1_000, 1_500)
    checkBytes()
    expect(proxy.exchanges.map(({ status }) => status)).to.deep.equal([429, 200])
  })

  it('takes a 401 for the end, and any client sees its body as the API wrote it', async () => {
    const refusal = () =>
      errorAnswer(401, 'authentication_error', 'invalid x-api-key', { 'x-should-retry': 'false' })
    upstream.answer(refusal(), refusal())
    const client = await ask('hi')
    const said = describeClient(client)
    expect(client.code, said).to.equal(1)
    expect(client.result, said).to.include({ is_error: true, api_error_status: 401 })
    expect(upstream.received).to.have.lengthOf(1)
    checkBytes()

    const [sent] = tap.sent
    if (!sent) throw new Error('the client sent nothing')
    const answer = await fetch(`${proxy.url}${sent.url}`, {
      method: 'POST',
      body: sent.body,
      headers: {
        'x-api-key': 'another',
        'anthropic-version': '2023-06-01',
        'content-type': 'application/json',
      },
    })
    expect(answer.status).to.equal(401)
    expect(answer.headers.get('x-should-retry')).to.equal('false')
    expect(await answer.text()).to.equal(String(refusal().pieces?.[0]))
  })
})
