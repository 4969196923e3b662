/** The recipes do what they say. That they do no harm is tested with all other examples. */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { loadPlugin } from '../../src/commands/plugins/load-plugin.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import { cutEverywhere } from '../../src/testing/everywhere.ts'
import { message, request, textOf, toolUse } from '../../src/testing/messages.ts'
import { type RunOptions, runPlugin } from '../../src/testing/run-plugin.ts'
import { scripted } from '../../src/testing/scripted.ts'
import { pageOf } from '../support/pages.ts'
import { makeTree, type Tree } from '../support/tree.ts'

const root = process.cwd()
const recipes = pageOf('docs/plugins/recipes.md', readFileSync(join(root, 'docs/plugins/recipes.md'), 'utf8'))
const claudeCode = { 'user-agent': 'claude-cli/2.1.332', 'x-claude-code-session-id': 'a' }

describe('the recipes', function () {
  this.timeout(20_000)
  let folder: Tree
  before(() => {
    const files = recipes.blocks.flatMap(({ name, text }) => (name ? [[name, text] as const] : []))
    folder = makeTree(Object.fromEntries(files))
    const link = join(folder.root, 'node_modules', 'zod')
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', 'zod'), link, 'junction')
  })
  after(() => folder?.remove())

  const made = async (name: string, options?: object): Promise<Plugin> =>
    (await loadPlugin(`./${name}.ts`, options, folder.root)).plugin
  const running = async (name: string, run: RunOptions, options?: object) =>
    runPlugin(await made(name, options), run)

  it('are ten', () => {
    const plugins = recipes.blocks.filter(({ text }) => text.includes('export default definePlugin'))
    expect(plugins).to.have.length(10)
  })
  it('house-rules puts its note behind the system prompt, whatever its form', async () => {
    for (const [system, length] of [
      [undefined, 1],
      ['Be kind.', 2],
      [[{ type: 'text', text: 'Be kind.' }], 2],
    ] as const) {
      const asked = request('Hi', system === undefined ? {} : { system })
      const { request: sent } = await running('house-rules', { request: asked })
      expect(sent?.system).to.have.length(length)
      expect(JSON.stringify(sent?.system?.at(-1))).to.contain('present tense')
    }
  })
  it('no-bash tells the model of no Bash, and drops the call of one', async () => {
    const tools = [{ name: 'Bash' }, { name: 'Read' }]
    const text = { type: 'text', text: 'I run it.', citations: null } as const
    const upstream = message([
      text,
      toolUse('Bash', { command: 'ls' }, 'toolu_1'),
      toolUse('Read', {}, 'toolu_2'),
    ])
    const run = await running('no-bash', { request: request('Hi', { tools }), upstream })
    expect(run.request?.tools).to.deep.equal([{ name: 'Read' }])
    expect(run.message?.content.map(({ type }) => type)).to.deep.equal(['text', 'tool_use'])
    const alone = await running('no-bash', { upstream: message([text, toolUse('Bash')]) })
    expect(alone.message?.stop_reason).to.equal('end_turn')
  })
  it('cheap-subagents sends subagents elsewhere, and nobody else', async () => {
    const other = scripted(['cheap'], { name: 'other', repeat: true })
    const asked = (headers: Readonly<Record<string, string>>) =>
      running('cheap-subagents', { headers, backends: [other] }, { model: 'other:small' })
    const sub = await asked({ ...claudeCode, 'x-claude-code-agent-id': 'b' })
    expect(textOf(sub.message)).to.equal('cheap')
    expect(sub.exchange.choice?.reason).to.contain('subagent')
    expect(textOf((await asked(claudeCode)).message)).to.equal('Hello!')
  })
  it('to-file writes a line for each exchange', async () => {
    const file = join(folder.root, 'log.jsonl')
    await running('to-file', { request: 'one' }, { file })
    await running('to-file', { request: 'two' }, { file })
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    expect(lines.map(line => JSON.parse(line).request.messages[0].content)).to.deep.equal(['one', 'two'])
  })
  it('no-empty-answers asks again until something is said, and gives up in the end', async () => {
    const empty = message([])
    const upstream = scripted([empty, empty, 'At last'])
    expect(textOf((await running('no-empty-answers', { upstream })).message)).to.equal('At last')
    const never = scripted([empty], { repeat: true })
    const { events, requests } = await running('no-empty-answers', { upstream: never })
    expect(requests).to.have.length(3)
    expect(events.at(-1)?.type).to.equal('message_stop')
  })
  it('american spells wherever the stream is cut', async () => {
    const plugin = await made('american')
    const { message: answer } = await cutEverywhere(plugin, {
      upstream: 'The colour of behaviour, not colourful.',
    })
    expect(textOf(answer)).to.equal('The color of behavior, not colourful.')
  })
  it('title-cache asks once for the same title', async () => {
    const plugin = await made('title-cache')
    const asked = request('Fix it', { system: 'Make a title.' })
    const first = await runPlugin(plugin, { request: asked, headers: claudeCode, upstream: 'Fixing' })
    const second = await runPlugin(plugin, { request: asked, headers: claudeCode, upstream: 'Other' })
    expect([textOf(first.message), textOf(second.message)]).to.deep.equal(['Fixing', 'Fixing'])
    expect(second.requests).to.deep.equal([])
  })
  it('no-keys refuses a conversation with a key in it, and does not repeat the key', async () => {
    const key = `AKIA${'A'.repeat(16)}`
    const { error, requests } = await running('no-keys', { request: `it is ${key}` })
    expect(error).to.include({ status: 403 })
    expect(error?.message).not.to.contain(key)
    expect(requests).to.deep.equal([])
    expect((await running('no-keys', { request: 'no key' })).error).to.equal(undefined)
  })
  it('sessions-page shows what it has counted', async () => {
    const plugin = await made('sessions-page')
    await runPlugin(plugin, { headers: claudeCode })
    await runPlugin(plugin, { headers: claudeCode })
    const answer = await plugin.routes?.[0]?.handle({ path: '/sessions', query: {} })
    expect(answer?.body).to.equal('{"a":2}')
  })
  it('budget has its options checked, and refuses what is over it', async () => {
    const plugin = await made('budget', { tokens: 10 })
    expect((await runPlugin(plugin)).error).to.equal(undefined)
    const { error } = await runPlugin(plugin)
    expect(error).to.include({ type: 'rate_limit_error', retryAfter: 300 })
    expect(error?.message).to.equal('15 tokens in 60 minutes')
    const wrong = await made('budget', { token: 10 }).catch((thrown: Error) => thrown)
    expect((wrong as Error).message).to.match(/plugin "budget": option.*tokens/)
  })
})
