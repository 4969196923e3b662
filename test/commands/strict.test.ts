import { expect } from 'chai'
import { urlOf, Workshop } from '../support/command-line.ts'
import { type OpenAiServer, startOpenAiServer } from '../support/strict/openai-server.ts'

describe('serve --strict', function () {
  this.timeout(60_000)
  let workshop: Workshop
  let upstream: OpenAiServer
  before(async () => {
    workshop = await Workshop.create()
    upstream = await startOpenAiServer({ host: 'compatible' })
  })
  after(async () => {
    await workshop?.remove()
    await upstream?.close()
  })

  const post = async (words: readonly string[], more: object) => {
    const environment = { OPENAI_BASE_URL: upstream.baseUrl }
    const running = workshop.start(
      ['serve', '--port', '0', '--backend', 'openai', '--model', 'gpt-4.1', ...words],
      environment,
    )
    const response = await fetch(`${await urlOf(running)}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'claude-sonnet-5-5',
        max_tokens: 50,
        messages: [{ role: 'user', content: 'Hello' }],
        ...more,
      }),
    })
    const body = (await response.json()) as { error?: { type: string; message: string } }
    running.process.kill('SIGTERM')
    await running.finished()
    return { status: response.status, headers: response.headers, error: body.error }
  }
  /** A field that Chat Completions does not have. */
  const lossy = { container: 'container_1' }

  it('names with status 400 what would be lost, and asks nobody', async () => {
    const { status, headers, error } = await post(['--strict'], lossy)
    expect(status).to.equal(400)
    expect(headers.get('x-should-retry')).to.equal('false')
    expect(error?.type).to.equal('invalid_request_error')
    expect(error?.message).to.contain('container').and.to.contain('--strict')
    expect(upstream.received.filter(({ method }) => method === 'POST')).to.deep.equal([])
  })
  it('answers what can be carried whole', async () => {
    expect((await post(['--strict'], {})).status).to.equal(200)
  })
  it('is only a warning without it', async () => {
    const { status, headers } = await post([], lossy)
    expect(status).to.equal(200)
    expect(headers.get('x-claudecodex-warnings')).to.contain('container')
  })
})
