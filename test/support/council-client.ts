/** Claude Code, the built proxy, and behind it a council of three strict stand-ins for Chat Completions. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { ChatRequest } from '../../src/backends/openai/types.ts'
import type { CouncilMode } from '../../src/council/types.ts'
import { type ClientFolders, createClientFolders } from './claude-code.ts'
import { type RunningProxy, startProxy } from './proxy-process.ts'
import { type OpenAiServer, startOpenAiServer } from './strict/openai-server.ts'
import type { ScriptedAnswer } from './strict/scripted-server.ts'

export const councilNames = ['one', 'two', 'three'] as const
export type CouncilName = (typeof councilNames)[number]

export interface CouncilClient {
  readonly folders: ClientFolders
  readonly proxy: RunningProxy
  readonly servers: Readonly<Record<CouncilName, OpenAiServer>>
  /** What has reached one of them. */
  requests(name: CouncilName): readonly ChatRequest[]
  close(): Promise<void>
}

/** Whether it has the client's own tools; a review may come as a call of a tool too. */
export const hasTools = ({ tools }: ChatRequest): boolean =>
  (tools ?? []).some(tool => tool.function.name === 'Bash')

export interface CouncilScript {
  readonly mode: CouncilMode
  /** What each says to whatever is asked of it without the client's tools. */
  readonly says: Readonly<Record<CouncilName, ScriptedAnswer>>
  /** What is done, step by step, by whoever is asked with these. */
  readonly acts: (folders: ClientFolders) => readonly ScriptedAnswer[]
}

/** `one` is the chairman and leads. */
export async function startCouncilClient({ mode, says, acts }: CouncilScript): Promise<CouncilClient> {
  const folders = await createClientFolders()
  const steps = [...acts(folders)]
  const start = (name: CouncilName) =>
    startOpenAiServer({
      answerer: ({ body }) => (hasTools(JSON.parse(body.toString())) ? steps.shift() : says[name]),
    })
  const [one, two, three] = await Promise.all([start('one'), start('two'), start('three')])
  const servers = { one, two, three }
  const place = await mkdtemp(join(tmpdir(), 'claudecodex-council-'))
  const file = join(place, 'claudecodex.config.ts')
  await writeFile(file, configurationOf(mode, servers))
  const proxy = await startProxy({ parameters: ['--config', file] })
  return {
    folders,
    proxy,
    servers,
    requests: name => servers[name].received.map(({ body }) => JSON.parse(body.toString()) as ChatRequest),
    async close() {
      await proxy.stop()
      await Promise.all(Object.values(servers).map(server => server.close()))
      await Promise.all([folders.remove(), rm(place, { recursive: true, force: true })])
      for (const { violations } of Object.values(servers)) expect(violations).to.deep.equal([])
    },
  }
}

function configurationOf(mode: CouncilMode, servers: CouncilClient['servers']): string {
  const members = councilNames.map(name => `${name}:gpt-5.1`)
  const council = { mode, members, chairman: members.slice(0, 2), timeoutMs: 30_000, seed: 'test' }
  const backends = councilNames.map(
    name =>
      `${name}: openai({ host: 'openai', apiKey: 'sk-1', model: 'gpt-5.1', baseUrl: '${servers[name].baseUrl}' }),`,
  )
  return `import { defineConfig, openai } from 'claudecodex'

export default defineConfig({
  backend: 'council',
  failover: false,
  backends: { ${backends.join(' ')} },
  council: ${JSON.stringify(council)},
})
`
}
