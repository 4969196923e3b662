import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { BedrockClient, type Sending } from '../../../src/backends/bedrock/client.ts'
import type { BedrockOptions } from '../../../src/backends/bedrock/options.ts'
import type { ConverseEvent } from '../../../src/backends/bedrock/types.ts'
import { silentLog } from '../../../src/core/log.ts'
import { createWire, type Wire, type WireOptions } from '../../../src/wire/http.ts'
import { authority } from '../../support/authority.ts'
import { startConnectProxy } from '../../support/connect-proxy.ts'
import { failureOf } from '../../support/failure.ts'
import { collect } from '../../support/streams.ts'
import { bedrockError } from '../../support/strict/bedrock-answers.ts'
import { type BedrockServer, startBedrockServer } from '../../support/strict/bedrock-server.ts'
import { strictKeys } from '../../support/strict/bedrock-signature.ts'
import { keys, sonnet } from './backend.ts'

const body = { messages: [{ role: 'user' as const, content: [{ text: 'Hi' }] }] }

describe('the client of Bedrock', () => {
  const closing: (() => unknown)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  const start = async (options: Parameters<typeof startBedrockServer>[0] = {}): Promise<BedrockServer> => {
    const server = await startBedrockServer(options)
    closing.push(() => server.close())
    return server
  }
  function clientOf(options: BedrockOptions, wireOptions: WireOptions = {}): BedrockClient {
    const wire: Wire = createWire(wireOptions)
    closing.push(() => wire.close())
    return new BedrockClient({ region: 'us-east-1', ...options }, wire, silentLog)
  }
  const sending = (server: { readonly url: string }, more: Partial<Sending['request']> = {}): Sending => {
    const draft = {
      method: 'POST',
      url: `${server.url}/model/${encodeURIComponent(sonnet)}/converse`,
      headers: {},
      body,
    }
    return { draft, request: { ...draft, ...more }, signal: new AbortController().signal, sent: {} }
  }
  /** The variables of AWS, as they are while `work` runs. */
  async function withVariables(
    variables: Readonly<Record<string, string>>,
    work: () => Promise<void>,
  ): Promise<void> {
    const names = [
      ...Object.keys(process.env).filter(name => name.startsWith('AWS_')),
      ...Object.keys(variables),
    ]
    const before = Object.fromEntries(names.map(name => [name, process.env[name]]))
    for (const name of names) delete process.env[name]
    Object.assign(process.env, variables)
    try {
      await work()
    } finally {
      for (const name of names) delete process.env[name]
      for (const [name, value] of Object.entries(before)) if (value !== undefined) process.env[name] = value
    }
  }
  function sharedFile(text: string): { readonly path: string; write(text: string): void } {
    const folder = mkdtempSync(join(tmpdir(), 'claudecodex-aws-'))
    closing.push(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'credentials')
    const write = (content: string) => writeFileSync(path, content)
    write(text)
    return { path, write }
  }
  const credentialsOf = (secret: string) =>
    `[work]\naws_access_key_id = ${strictKeys.accessKeyId}\naws_secret_access_key = ${secret}\n`

  it('case 109: signs what it sends over HTTP/1.1, and tells of the answer', async () => {
    const server = await start()
    const client = clientOf({ endpoint: server.url, ...keys })
    const whole = sending(server)
    expect(await client.converse(sonnet, whole)).to.deep.include({ stopReason: 'end_turn' })
    expect(whole.sent).to.include({ status: 200 })
    expect(whole.sent.headers).to.have.property('x-amzn-requestid')
    const events = (await collect(await client.converseStream(sonnet, sending(server)))) as ConverseEvent[]
    expect(events.map(event => Object.keys(event)[0])).to.deep.equal([
      'messageStart',
      'contentBlockDelta',
      'contentBlockStop',
      'messageStop',
      'metadata',
    ])
    const count = { ...sending(server, { body: { input: { converse: body } } }) }
    expect(await client.countTokens('anthropic.claude-sonnet-4-20250514-v1:0', count)).to.equal(321)
    expect(server.violations).to.deep.equal([])
    expect(server.received[0]?.headers.authorization).to.match(/^AWS4-HMAC-SHA256 /)
  })
  it('signs for its region, and with a session’s token', async () => {
    const session = { ...strictKeys, sessionToken: 'session' }
    const server = await start({ region: 'eu-central-1', keys: session })
    const client = clientOf({
      region: 'eu-central-1',
      endpoint: server.url,
      ...keys,
      sessionToken: 'session',
    })
    await client.converse(sonnet, sending(server))
    expect(server.violations).to.deep.equal([])
    const wrong = clientOf({ region: 'eu-central-1', endpoint: server.url, ...keys })
    expect((await failureOf(wrong.converse(sonnet, sending(server)))).name).to.equal(
      'UnrecognizedClientException',
    )
  })
  it('sends a key of Bedrock in place of a signature, from the option or the variable', async () => {
    const server = await start()
    await clientOf({ endpoint: server.url, apiKey: strictKeys.bearer }).converse(sonnet, sending(server))
    await withVariables({ AWS_BEARER_TOKEN_BEDROCK: strictKeys.bearer }, async () => {
      await clientOf({ endpoint: server.url }).converse(sonnet, sending(server))
    })
    expect(server.received.map(({ headers }) => headers.authorization)).to.deep.equal([
      `Bearer ${strictKeys.bearer}`,
      `Bearer ${strictKeys.bearer}`,
    ])
    expect(server.violations).to.deep.equal([])
  })
  it('finds the keys in the variables of AWS, which explicit ones precede', async () => {
    const server = await start()
    const { accessKeyId, secretAccessKey } = strictKeys
    await withVariables(
      { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
      async () => {
        await clientOf({ endpoint: server.url }).converse(sonnet, sending(server))
      },
    )
    await withVariables({ AWS_BEARER_TOKEN_BEDROCK: 'of somebody else' }, async () => {
      await clientOf({ endpoint: server.url, ...keys }).converse(sonnet, sending(server))
    })
    expect(server.violations).to.deep.equal([])
  })
  it('reads a profile, and reads it anew once it is told to forget', async () => {
    const server = await start()
    const file = sharedFile(credentialsOf('old'))
    await withVariables({ AWS_SHARED_CREDENTIALS_FILE: file.path }, async () => {
      const client = clientOf({ endpoint: server.url, profile: 'work' })
      expect((await failureOf(client.converse(sonnet, sending(server)))).name).to.equal(
        'InvalidSignatureException',
      )
      file.write(credentialsOf(strictKeys.secretAccessKey))
      client.forget()
      expect(await client.converse(sonnet, sending(server))).to.have.property('stopReason')
    })
  })
  it('fails at once where there are no credentials, without asking a metadata service', async () => {
    const server = await start()
    const missing = join(tmpdir(), 'claudecodex-no-such-file')
    const variables = { AWS_SHARED_CREDENTIALS_FILE: missing, AWS_CONFIG_FILE: missing }
    await withVariables(variables, async () => {
      const client = clientOf({ endpoint: server.url })
      expect((await failureOf(client.converse(sonnet, sending(server)))).name).to.equal(
        'CredentialsProviderError',
      )
      expect(process.env).not.to.have.property('AWS_EC2_METADATA_DISABLED')
    })
    expect(server.received).to.have.length(0)
  })
  it('sends what a plugin has made of URL and headers, and signs that', async () => {
    const server = await start()
    const other = await start()
    const client = clientOf({ endpoint: server.url, ...keys })
    const url = `${other.url}/model/eu.anthropic.claude-opus-5-5/converse`
    await client.converse(sonnet, sending(server, { url, headers: { 'X-Amz-Team': 'blue' } }))
    expect(other.sent()[0]?.model).to.equal('eu.anthropic.claude-opus-5-5')
    expect(other.received[0]?.headers).to.include({ 'x-amz-team': 'blue', host: new URL(other.url).host })
    expect(other.received[0]?.headers.authorization).to.include('x-amz-team')
    expect(other.violations).to.deep.equal([])
    expect(server.received).to.have.length(0)
  })
  it('keeps the status of a refusal', async () => {
    const server = await start()
    server.answer(
      bedrockError({ status: 429, name: 'ThrottlingException', message: 'slow' }, { 'retry-after': '3' }),
    )
    const refused = sending(server)
    const client = clientOf({ endpoint: server.url, ...keys })
    const failure = await failureOf(client.converse(sonnet, refused))
    expect(failure).to.include({ name: 'ThrottlingException', message: 'slow' })
    expect(refused.sent.status).to.equal(429)
    expect(refused.sent.headers).to.include({ 'retry-after': '3' })
    expect(server.received).to.have.length(1)
  })
  it('case 109: goes through a proxy, and trusts the authority that the wire was given', async () => {
    const server = await start({ tls: true })
    const proxy = await startConnectProxy()
    closing.push(() => proxy.close())
    // Loopback itself would be reached directly; the proxy leads every name to it.
    const endpoint = `https://upstream.test:${server.port}`
    const client = clientOf(
      { endpoint, ...keys },
      { environment: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }, ca: [authority] },
    )
    await client.converse(sonnet, sending({ url: endpoint }))
    expect(proxy.requests[0]).to.match(new RegExp(`^CONNECT upstream.test:${server.port} `))
    expect(server.violations).to.deep.equal([])
  })
})
