import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { bash } from '../support/chat-turns.ts'
import {
  type ClientFolders,
  createClientFolders,
  describeClient,
  type FinishedClient,
  runClient,
} from '../support/claude-code.ts'
import { type RunningProxy, startProxy } from '../support/proxy-process.ts'
import { callItem, messageItem, reasoningItem, streamOf } from '../support/strict/responses-answers.ts'
import { type ResponsesServer, startResponsesServer } from '../support/strict/responses-server.ts'

interface Item {
  readonly type: string
  readonly id?: string
  readonly call_id?: string
  readonly output?: unknown
}

describe('Claude Code with the Responses API behind the proxy', () => {
  let upstream: ResponsesServer
  let folders: ClientFolders
  let proxy: RunningProxy
  const start = async (): Promise<void> => {
    // As OpenAI itself: then the name of the model decides for this API.
    const work = {
      use: 'openai',
      host: 'openai',
      baseUrl: upstream.baseUrl,
      apiKey: 'sk-test-provider-0123456789',
      model: 'gpt-5.6-sol',
    }
    proxy = await startProxy({ configuration: { backend: 'work', backends: { work } } })
  }
  beforeEach(async () => {
    upstream = await startResponsesServer()
    folders = await createClientFolders()
    await start()
  })
  afterEach(async () => {
    await proxy.stop()
    await upstream.close()
    await folders.remove()
  })

  const ask = async (prompt: string, parameters: readonly string[] = []): Promise<FinishedClient> => {
    const client = await runClient(folders, { prompt, baseUrl: proxy.url, parameters })
    const said = describeClient(client)
    expect(upstream.violations, said).to.deep.equal([])
    expect(client.code, said).to.equal(0)
    expect(client.result, said).to.include({ is_error: false })
    return client
  }
  const inputs = (): readonly (readonly Item[])[] =>
    upstream.received.map(({ body }) => (JSON.parse(body.toString()) as { readonly input: Item[] }).input)
  /** Ids of what the model has thought and called, and of what came of it, from the first of them on. */
  const trail = (index: number): readonly string[] =>
    (inputs()[index] ?? []).flatMap(({ type, id, call_id: call }) =>
      type === 'reasoning' ? [String(id)] : type.startsWith('function_call') ? [`${type} ${call}`] : [],
    )

  it('runs tools with reasoning: what the model has thought comes back ahead of its calls', async () => {
    const file = join(folders.work, 'plan.txt')
    upstream.answer(
      streamOf(
        reasoningItem('rs_1', 'I write it down.'),
        callItem('Write', { file_path: file, content: 'from the other API' }, 'call_1'),
      ),
      streamOf(reasoningItem('rs_2'), callItem('Bash', bash('cat plan.txt'), 'call_2')),
      streamOf(reasoningItem('rs_3', 'Done, then.'), messageItem('All done.')),
      streamOf(messageItem('As before.')),
    )
    const client = await ask('do as you are told')
    expect(client.result?.result, describeClient(client)).to.equal('All done.')
    expect(await readFile(file, 'utf8')).to.equal('from the other API')
    const toolLoop = [
      'rs_1',
      'function_call call_1',
      'function_call_output call_1',
      'rs_2',
      'function_call call_2',
      'function_call_output call_2',
    ]
    expect(trail(2)).to.deep.equal(toolLoop)
    expect(JSON.stringify(inputs()[2])).to.include('from the other API')
    for (const { body } of upstream.received) {
      expect(body.toString()).not.to.include('cdx1.')
      expect(JSON.parse(body.toString())).to.deep.include({
        store: false,
        include: ['reasoning.encrypted_content'],
      })
    }

    // What the client carries does not need the memory of the process that made it.
    await proxy.stop()
    await start()
    await ask('and now?', ['--resume', client.result?.session_id ?? ''])
    expect(
      trail(3)
        .filter(id => id.startsWith('rs_'))
        .slice(0, 2),
    ).to.deep.equal(['rs_1', 'rs_2'])
  })

  it('runs the calls of one answer together, and gives each its own output', async () => {
    await writeFile(join(folders.work, 'known.txt'), 'long known')
    upstream.answer(
      streamOf(
        reasoningItem('rs_1'),
        messageItem('I look in two places.'),
        callItem('Bash', bash('sleep 0.3; echo slowly'), 'call_slow'),
        callItem('Read', { file_path: join(folders.work, 'known.txt') }, 'call_read'),
      ),
      streamOf(messageItem('Seen both.')),
    )
    const client = await ask('look around')
    expect(client.result?.result, describeClient(client)).to.equal('Seen both.')
    expect(trail(1)).to.deep.equal([
      'rs_1',
      'function_call call_slow',
      'function_call call_read',
      'function_call_output call_slow',
      'function_call_output call_read',
    ])
    const outputs = (inputs()[1] ?? []).filter(({ type }) => type === 'function_call_output')
    expect(JSON.stringify(outputs[0])).to.include('slowly')
    expect(JSON.stringify(outputs[1])).to.include('long known')
  })

  it('recovers when the host breaks off in the middle of an answer', async () => {
    const broken = streamOf(reasoningItem('rs_1', 'Half a'), messageItem('half an answer'))
    upstream.answer(
      { ...broken, pieces: [...(broken.pieces ?? []).slice(0, 8), { end: 'reset' }] },
      streamOf(messageItem('Whole again.')),
      streamOf(messageItem('Whole again.')),
    )
    const client = await ask('hi')
    expect(client.result?.result, describeClient(client)).to.equal('Whole again.')
    expect((await proxy.quiet()).exchanges).to.include({ open: 0, failed: 1 })
  })
})
