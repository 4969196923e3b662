import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import type { ChatRequest } from '../../src/backends/openai/types.ts'
import { callsTool, chatTurn, says } from '../support/chat-turns.ts'
import { describeClient } from '../support/claude-code.ts'
import {
  rolesOf,
  startTranslatedClient,
  type TranslatedClient,
  textOf,
  toolNames,
  toolResults,
} from '../support/translated-client.ts'

/** A red dot: the smallest picture that the client takes for one. */
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const notebook = {
  cells: [
    { cell_type: 'code', id: 'first', source: ['1 + 1'], metadata: {}, outputs: [], execution_count: null },
  ],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
}

describe("Claude Code's own kinds of tools and a chat completions API", () => {
  let at: TranslatedClient
  beforeEach(async () => {
    at = await startTranslatedClient()
  })
  afterEach(() => at.close())

  const deferred = (index: number): string[] => {
    const sent = JSON.parse(at.tap.sent[index]?.body.toString() ?? '{}') as {
      tools?: { name: string; defer_loading?: boolean }[]
    }
    return (sent.tools ?? []).filter(tool => tool.defer_loading).map(({ name }) => name)
  }

  it('has a deferred tool loaded, which is then a function like the others, and is run', async () => {
    const file = join(at.folders.work, 'sums.ipynb')
    await writeFile(file, JSON.stringify(notebook))
    at.upstream.answer(
      callsTool('ToolSearch', { query: 'select:NotebookEdit' }, 'call_1'),
      callsTool('Read', { file_path: file }, 'call_2'),
      callsTool('NotebookEdit', { notebook_path: file, cell_id: 'first', new_source: '2 + 2' }, 'call_3'),
      says('All done.'),
    )
    const client = await at.askWell('do as you are told')
    const said = describeClient(client)
    expect(await readFile(file, 'utf8'), said)
      .to.include('2 + 2')
      .and.not.to.include('1 + 1')

    const [first, ...others] = at.requests()
    const [second] = others
    expect(deferred(0), said).to.include('DeferredToolPlaceholder').and.not.to.include('NotebookEdit')
    expect(deferred(1), said).to.include.members(['DeferredToolPlaceholder', 'NotebookEdit'])
    for (const request of [first, ...others]) {
      expect(request && toolNames(request)).not.to.include('DeferredToolPlaceholder')
    }
    expect(first && toolNames(first))
      .to.include('ToolSearch')
      .and.not.to.include('NotebookEdit')
    for (const request of others)
      expect(functionNamed('NotebookEdit', request)).to.nested.include({
        type: 'function',
        'function.parameters.type': 'object',
        'function.parameters.properties.new_source.type': 'string',
      })
    expect(JSON.stringify(at.requests())).not.to.include('defer_loading').and.not.to.include('tool_reference')
    expect(second && toolResults(second)).to.deep.equal([['call_1', 'Tool available: NotebookEdit']])
    expect(second && rolesOf(second).slice(-3)).to.deep.equal(['assistant', 'tool', 'user'])
    expect(textOf(second?.messages.at(-1))).to.include('Tool loaded')
  })

  it('shows the model a picture that it has read, behind the results of all tools', async () => {
    const { work } = at.folders
    await writeFile(join(work, 'dot.png'), Buffer.from(picture, 'base64'))
    await writeFile(join(work, 'note.txt'), 'beside the picture')
    at.upstream.answer(
      chatTurn({
        calls: [
          { id: 'call_picture', name: 'Read', input: { file_path: join(work, 'dot.png') } },
          { id: 'call_note', name: 'Read', input: { file_path: join(work, 'note.txt') } },
        ],
      }),
      says('A red dot.'),
    )
    const client = await at.askWell('what do you see?')
    expect(client.result?.result, describeClient(client)).to.equal('A red dot.')
    const last = at.requests().at(-1)
    expect(last && rolesOf(last).slice(-4)).to.deep.equal(['assistant', 'tool', 'tool', 'user'])
    const [shown, note] = last ? toolResults(last) : []
    expect(shown).to.deep.equal(['call_picture', '[image 1 attached below]'])
    expect(note?.[1]).to.include('beside the picture')
    expect(last?.messages.at(-1)?.content).to.deep.equal([
      { type: 'text', text: 'Tool result images for call_picture:' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } },
    ])
  })

  it('is told at once that a search on the web runs at Anthropic only, and goes on', async () => {
    at.upstream.answer(
      callsTool('ToolSearch', { query: 'select:WebSearch' }, 'call_1'),
      callsTool('WebSearch', { query: 'the weather' }, 'call_2'),
      says('Then without.'),
    )
    const client = await at.askWell('look it up')
    const said = describeClient(client)
    expect(client.result?.result, said).to.equal('Then without.')
    expect(at.requests(), said).to.have.lengthOf(3)
    const last = at.requests().at(-1)
    expect(last && toolResults(last).at(-1)?.[1]).to.match(/^Error: .*web_search runs on Anthropic's servers/)
    await at.proxy.quiet()
    const searches = at.proxy.exchanges.filter(exchange => exchange.class === 'search')
    expect(searches.map(({ status }) => status)).to.include(400)
  })
})

const functionNamed = (name: string, { tools }: ChatRequest) =>
  tools?.find(tool => tool.function.name === name)
