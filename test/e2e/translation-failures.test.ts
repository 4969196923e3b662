import { expect } from 'chai'
import { bash, callsTool, says } from '../support/chat-turns.ts'
import { describeClient, startClient } from '../support/claude-code.ts'
import { chatError, chatStream, chatTextFrames, dataFrame } from '../support/strict/openai-answers.ts'
import type { Piece } from '../support/strict/scripted-server.ts'
import {
  providerKey,
  startTranslatedClient,
  type TranslatedClient,
  textOf,
} from '../support/translated-client.ts'

/** The first words of an answer, and what comes instead of the others. */
const begun = (...rest: readonly Piece[]) =>
  chatStream([...chatTextFrames('half an answer').slice(0, 2), ...rest])

const overflow = (message: string) =>
  chatError({ status: 400, message, param: 'messages', code: 'context_length_exceeded' })

const tooLong = overflow(
  "This model's maximum context length is 128000 tokens. However, your messages resulted in 210000 tokens (190000 in the messages, 20000 in the functions). Please reduce the length of the messages or functions.",
)

describe('Claude Code and the failures of a chat completions API', () => {
  let at: TranslatedClient
  beforeEach(async () => {
    at = await startTranslatedClient({ failover: false })
  })
  afterEach(() => at.close())

  it("tells the user of the provider's own key being wrong at once, without minutes of retries", async () => {
    const message = `Incorrect API key provided: ${providerKey}.`
    const refusal = chatError({ status: 401, message, code: 'invalid_api_key' })
    at.upstream.answer(...Array.from({ length: 20 }, () => refusal))
    const client = await at.ask('hi', { timeLimit: 20_000 })
    const said = describeClient(client)
    expect(client.code, said).to.equal(1)
    expect(client.result, said).to.include({ is_error: true, api_error_status: 401 })
    expect(at.requests(), said).to.have.lengthOf(1)
    expect(client.stdout + at.proxy.output()).not.to.include(providerKey)
  })

  it("waits as long as the provider's 429 says, and asks again", async () => {
    const limited = { status: 429, message: 'Rate limit reached for gpt-5.1', code: 'rate_limit_exceeded' }
    at.upstream.answer(chatError({ ...limited, type: 'tokens' }, { 'retry-after': '1' }), says('Later.'))
    const client = await at.askWell('hi')
    const said = describeClient(client)
    expect(client.result?.result, said).to.equal('Later.')
    const retry = client.events.find(({ subtype }) => subtype === 'api_retry')
    expect(retry, said).to.include({ attempt: 1, error_status: 429 })
    // The second it was told and what the client adds to it; its own first wait would be half a second.
    expect(retry?.retry_delay_ms, said).to.be.within(1_000, 1_500)
    await at.proxy.quiet()
    expect(at.proxy.exchanges.map(({ status }) => status)).to.deep.equal([429, 200])
  })

  const breaks: readonly (readonly [string, readonly Piece[], string])[] = [
    ['the connection is reset', [{ end: 'reset' }], 'overloaded_error'],
    ['the stream ends without its last word', [], 'overloaded_error'],
    [
      'an error comes in place of a chunk',
      [dataFrame({ error: { message: 'The server had an error', type: 'server_error', code: null } })],
      'api_error',
    ],
  ]
  for (const [title, rest, type] of breaks) {
    it(`recovers where in the middle of an answer ${title}`, async () => {
      at.upstream.answer(begun(...rest), says('Whole again.'), says('Whole again.'))
      const client = await at.askWell('hi')
      const said = describeClient(client)
      expect(client.result?.result, said).to.equal('Whole again.')
      const [first, second] = at.requests()
      expect(first?.stream).to.equal(true)
      expect(second?.messages, 'the half is gone').to.deep.equal(first?.messages)
      expect((await at.proxy.quiet()).exchanges).to.deep.equal({
        open: 0,
        answered: 1,
        failed: 1,
        aborted: 0,
      })
      expect(at.proxy.exchanges[0]?.error?.type).to.equal(type)
    })
  }

  it('says that the prompt is too long where it is, and asks once only', async () => {
    at.upstream.answer(tooLong)
    const client = await at.ask('hi')
    const said = describeClient(client)
    expect(client.code, said).to.equal(1)
    expect(client.result?.result, said)
      .to.match(/^Prompt is too long/)
      .and.to.include('210000')
    expect(at.requests(), said).to.have.lengthOf(1)
    await at.proxy.quiet()
    const [failed] = at.proxy.exchanges
    expect(failed?.error?.message).to.equal('prompt is too long: 210000 tokens > 128000 maximum')
  })

  it('compacts by itself where the conversation is too long, and gets its work done', async () => {
    at.upstream.answer(
      callsTool('Bash', bash('echo one'), 'call_1'),
      callsTool('Bash', bash('echo two'), 'call_2'),
      tooLong,
      says('<summary>They counted to two.</summary>'),
      says('Counted.'),
    )
    const client = await at.askWell('count')
    const said = describeClient(client)
    expect(client.result?.result, said).to.equal('Counted.')
    expect(
      client.events.some(({ subtype }) => subtype === 'compact_boundary'),
      said,
    ).to.equal(true)
    expect(at.requests(), said).to.have.lengthOf(5)
    expect(at.requests().at(-1)?.messages.map(textOf).join('\n')).to.include('They counted to two.')
    await at.proxy.quiet()
    const ends = at.proxy.exchanges.map(({ class: kind, status }) => `${kind} ${status}`)
    expect(ends).to.deep.equal(['main 200', 'main 200', 'main 400', 'compaction 200', 'main 200'])
  })

  it('asks for a shorter answer where only prompt and answer together are too long', async () => {
    const message =
      "This model's maximum context length is 128000 tokens. However, you requested 158000 tokens (10000 in the messages, 20000 in the functions, and 128000 in the completion). Please reduce the length of the messages, functions, or completion."
    at.upstream.answer(overflow(message), says('Shorter.'))
    const client = await at.askWell('hi')
    expect(client.result?.result, describeClient(client)).to.equal('Shorter.')
    const limits = at.requests().map(request => request.max_completion_tokens)
    expect(limits).to.deep.equal([128_000, 128_000 - 30_000 - 1_000])
  })

  it('stops the provider when it is interrupted itself', async () => {
    at.upstream.answer(begun({ end: 'hang' }))
    const client = startClient(at.folders, {
      prompt: 'hi',
      baseUrl: at.proxy.url,
      parameters: ['--include-partial-messages'],
    })
    await client.waitFor(({ type }) => type === 'stream_event')
    const received = await at.upstream.request(0)
    client.process.kill('SIGINT')
    expect(await received.ended).to.equal(false)
    const said = describeClient(await client.finished)
    const { exchanges } = await at.proxy.quiet()
    expect(exchanges, said).to.deep.equal({ open: 0, answered: 0, failed: 0, aborted: 1 })
  })
})
