import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  type ClientFolders,
  clientKey,
  createClientFolders,
  describeClient,
  runClient,
} from '../support/claude-code.ts'
import { type RunningProxy, startProxy } from '../support/proxy-process.ts'
import {
  bedrockStream,
  blockStop,
  delta,
  exceptionFrame,
  start,
  textFrames,
  toolFrames,
} from '../support/strict/bedrock-answers.ts'
import { type BedrockServer, startBedrockServer } from '../support/strict/bedrock-server.ts'
import { strictKeys } from '../support/strict/bedrock-signature.ts'

const model = 'eu.anthropic.claude-sonnet-5-5'

describe('Claude Code with Bedrock behind the proxy', () => {
  let upstream: BedrockServer
  let proxy: RunningProxy
  let folders: ClientFolders
  beforeEach(async () => {
    folders = await createClientFolders()
    upstream = await startBedrockServer({ region: 'eu-central-1' })
    const cloud = { use: 'bedrock', region: 'eu-central-1', endpoint: upstream.url }
    proxy = await startProxy({
      configuration: { backend: 'cloud', backends: { cloud } },
      environment: {
        AWS_ACCESS_KEY_ID: strictKeys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: strictKeys.secretAccessKey,
      },
    })
  })
  afterEach(async () => {
    await proxy.stop()
    await upstream.close()
    await folders.remove()
    expect(upstream.violations).to.deep.equal([])
  })

  it('runs the tools that the model calls, with its thinking carried round, and tells it what came of them', async () => {
    const file = join(folders.work, 'plan.txt')
    const [head, ...call] = toolFrames({
      name: 'Write',
      input: { file_path: file, content: 'from Bedrock' },
      id: 'tooluse_1',
    })
    upstream.answer(
      bedrockStream([
        head as Buffer,
        delta(7, { reasoningContent: { text: 'I write it down.' } }),
        delta(7, { reasoningContent: { signature: 'U0lHTkVE' } }),
        blockStop(7),
        ...call,
      ]),
      bedrockStream(
        toolFrames({
          name: 'Bash',
          input: { command: 'cat plan.txt', description: 'Show it' },
          id: 'tooluse_2',
        }),
      ),
      bedrockStream(textFrames('All done.')),
    )
    const client = await runClient(folders, { prompt: 'do as you are told', baseUrl: proxy.url })
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(client.result, said).to.include({ is_error: false, result: 'All done.' })
    expect(await readFile(file, 'utf8')).to.equal('from Bedrock')

    const sent = upstream.sent()
    expect(sent, said).to.have.lengthOf(3)
    expect(sent[0]).to.include({ model, operation: 'converse-stream' })
    const names = sent[0]?.body.toolConfig?.tools.map(tool => tool.toolSpec?.name)
    expect(names).to.include.members(['Bash', 'Read', 'Write'])
    const turns = sent[2]?.body.messages.slice(-4).map(({ role, content }) => ({ role, block: content[0] }))
    expect(turns?.map(({ role }) => role)).to.deep.equal(['assistant', 'user', 'assistant', 'user'])
    expect(turns?.[0]?.block).to.deep.equal({
      reasoningContent: { reasoningText: { text: 'I write it down.', signature: 'U0lHTkVE' } },
    })
    expect(JSON.stringify(turns?.[3])).to.include('from Bedrock')
    expect((await proxy.quiet()).exchanges).to.deep.equal({ open: 0, answered: 3, failed: 0, aborted: 0 })
  })

  it('keeps the prompt’s cache points, and gives results of parallel calls in the order of the calls', async () => {
    upstream.answer(
      bedrockStream(
        toolFrames(
          {
            name: 'Bash',
            input: { command: 'sleep 0.5; echo slow', description: 'Slow' },
            id: 'tooluse_slow',
          },
          { name: 'Bash', input: { command: 'echo quick', description: 'Quick' }, id: 'tooluse_quick' },
        ),
      ),
      bedrockStream(textFrames('Both done.')),
    )
    const client = await runClient(folders, { prompt: 'run both', baseUrl: proxy.url })
    expect(client.result?.result, describeClient(client)).to.equal('Both done.')
    const [first, last] = upstream.sent()
    const results = last?.body.messages.at(-1)?.content.flatMap(block => block.toolResult ?? [])
    expect(results?.map(({ toolUseId }) => toolUseId)).to.deep.equal(['tooluse_slow', 'tooluse_quick'])
    expect(first?.body.system?.some(block => block.cachePoint)).to.equal(true)
    expect(last?.body.messages.at(-1)?.content.some(block => block.cachePoint)).to.equal(true)
    expect(JSON.stringify(first?.body.system)).not.to.include('x-anthropic-billing-header')
  })

  it('recovers from an exception in the middle of an answer', async () => {
    upstream.answer(
      bedrockStream([
        start(),
        delta(0, { text: 'half an answer' }),
        { wait: 50 },
        exceptionFrame('modelStreamErrorException', { message: 'overloaded', originalStatusCode: 529 }),
      ]),
    )
    const client = await runClient(folders, { prompt: 'hi', baseUrl: proxy.url })
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(client.result?.result, said).to.equal('Hello')
    expect((await proxy.quiet()).exchanges).to.include({ open: 0, failed: 1 })
  })

  it('shows the client’s key to nobody, and the keys of AWS to AWS alone', async () => {
    const client = await runClient(folders, { prompt: 'hi', baseUrl: proxy.url })
    expect(client.result?.result, describeClient(client)).to.equal('Hello')
    const [received] = upstream.received
    expect(JSON.stringify(received?.rawHeaders) + received?.body.toString()).not.to.include(clientKey)
    expect(proxy.output() + client.stdout)
      .not.to.include(strictKeys.secretAccessKey)
      .and.not.to.include(strictKeys.accessKeyId)
  })
})
