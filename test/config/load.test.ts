import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { makeableProviders } from '../../src/config/backends.ts'
import type { Flags } from '../../src/config/flags.ts'
import { loadConfiguration } from '../../src/config/load.ts'
import { makeTree, type Tree } from '../support/tree.ts'
import { configFailure } from './support.ts'

describe('loading a configuration', () => {
  let tree: Tree | undefined

  const folderWith = (files: Readonly<Record<string, string>>): string => {
    tree = makeTree({ 'work/.keep': '', ...files })
    return join(tree.root, 'work')
  }
  const load = (cwd: string, env: Readonly<Record<string, string>> = {}, flags: Flags = {}) =>
    loadConfiguration({
      cwd,
      env: { CLAUDECODEX_HOME: join(cwd, '../home'), ...env },
      flags,
      stopDir: join(cwd, '..'),
    })

  afterEach(() => tree?.remove())

  it('needs nothing at all: the client and Anthropic are connected', async () => {
    const cwd = folderWith({})
    const configuration = await load(cwd)
    expect(configuration.backend.name).to.equal('anthropic')
    expect(configuration.backend.reason).to.match(/client's own credentials/)
    expect(configuration.server).to.deep.equal({
      port: 8082,
      host: '127.0.0.1',
      allowHosts: [],
      commitAfterMs: 60_000,
      forward: [],
    })
    expect(configuration.file).to.equal(undefined)
    expect(configuration.files).to.deep.equal([])
    expect(configuration.record).to.equal(true)
    expect(configuration.chain.models).to.deep.equal({
      defaultBackend: 'anthropic',
      rules: [],
      listed: ['anthropic'],
    })
    expect(configuration.chain.backends.find('claude')?.name).to.equal('anthropic')
  })

  it('gives its backends the wire that somebody puts in between', async () => {
    const cwd = folderWith({})
    const sent: string[] = []
    const { wire } = await loadConfiguration({
      cwd,
      env: {},
      stopDir: join(cwd, '..'),
      wire: made => ({
        ...made,
        send: async ({ url }) => {
          sent.push(url)
          throw new Error('kept here')
        },
      }),
    })
    const { signal } = new AbortController()
    const sending = wire.send({ method: 'GET', url: 'http://127.0.0.1:1', headers: {}, signal })
    expect(await sending.catch((error: Error) => error.message)).to.equal('kept here')
    expect(sent).to.deep.equal(['http://127.0.0.1:1'])
    wire.close()
  })

  it('is refused where failover would ask nobody, and tells of whom it cannot ask', async () => {
    const shipped = [{ name: 'failover', make: () => ({ name: 'failover', apiVersion: 1 as const }) }]
    const withSubstitute = (model: string) => {
      const plugins = [['failover', { substitutes: { '*': model } }]]
      const cwd = folderWith({ 'work/claudecodex.config.json': JSON.stringify({ plugins }) })
      return loadConfiguration({ cwd, env: {}, shipped, stopDir: join(cwd, '..') })
    }
    expect((await configFailure(() => withSubstitute('gemni:x'))).message).to.contain(
      'did you mean "gemini"?',
    )
    tree?.remove()
    const { notices } = await withSubstitute('gemini:x')
    expect(notices.join()).to.contain('failover cannot ask gemini:x: GEMINI_API_KEY is not set')
  })

  it('has failover unless flag, variable or file say otherwise, in that order', async () => {
    const cwd = folderWith({ 'work/claudecodex.config.json': JSON.stringify({ failover: false }) })
    const shipped = [{ name: 'failover', make: () => ({ name: 'failover', apiVersion: 1 as const }) }]
    const isThere = async (env: Readonly<Record<string, string>>, flags: Flags): Promise<boolean> => {
      const { chain } = await loadConfiguration({ cwd, env, flags, shipped, stopDir: join(cwd, '..') })
      return chain.plugins.length > 0
    }
    const on = { CLAUDECODEX_FAILOVER: '1' }
    const off = { CLAUDECODEX_FAILOVER: '0' }
    expect(await isThere({}, { config: false })).to.equal(true)
    expect(await isThere({}, {})).to.equal(false)
    // Commander says `true` where the flag is not given.
    expect(await isThere({}, { failover: true })).to.equal(false)
    expect(await isThere(on, { failover: true })).to.equal(true)
    expect(await isThere(on, { failover: false })).to.equal(false)
    expect(await isThere(off, { config: false })).to.equal(false)
  })

  it('makes no folder before something is written', async () => {
    const cwd = folderWith({})
    const { home } = await load(cwd)
    expect(existsSync(home)).to.equal(false)
  })

  it('lets flags win over the environment, the environment over the file, the file over defaults', async () => {
    const cwd = folderWith({
      'work/claudecodex.config.json': JSON.stringify({
        backend: 'anthropic',
        server: { port: 3, commitAfterMs: 5 },
        record: true,
      }),
    })
    const [plain, fromEnvironment, fromFlags] = await Promise.all([
      load(cwd),
      load(cwd, { SERVER_PORT: '2', LLM_BACKEND: 'demo', CLAUDECODEX_RECORD: '0' }),
      load(
        cwd,
        { SERVER_PORT: '2', LLM_BACKEND: 'anthropic', CLAUDECODEX_RECORD: '1' },
        { port: 1, backend: 'demo', record: false },
      ),
    ])
    expect([plain.server.port, plain.backend.name, plain.record]).to.deep.equal([3, 'anthropic', true])
    expect(plain.server.commitAfterMs).to.equal(5)
    expect([fromEnvironment.server.port, fromEnvironment.backend.name, fromEnvironment.record]).to.deep.equal(
      [2, 'demo', false],
    )
    expect([fromFlags.server.port, fromFlags.backend.name, fromFlags.record]).to.deep.equal([
      1,
      'demo',
      false,
    ])
  })

  it('is strict where the file or the flag says so, and refuses another word', async () => {
    const cwd = folderWith({
      'work/claudecodex.config.json': JSON.stringify({ strict: true }),
      'work/wrong.json': '{\n  "strict": "yes"\n}',
    })
    const strict = async (flags: Flags = {}) => (await load(cwd, {}, flags)).chain.strict
    expect(await strict()).to.equal(true)
    expect(await strict({ config: false })).to.equal(false)
    expect(await strict({ config: false, strict: true })).to.equal(true)
    const failure = await configFailure(() => load(cwd, {}, { config: 'wrong.json' }))
    expect(failure.message).to.match(/wrong\.json:2: strict: expected true or false, got "yes"/)
  })

  it('reads a TypeScript file with plugins in TypeScript that import more of it', async () => {
    const cwd = folderWith({
      'work/claudecodex.config.ts': `
        import { defineConfig, demo } from 'claudecodex'
        import mine from './plugins/mine.ts'
        export default defineConfig({
          backend: 'play',
          backends: { play: demo({ pace: false }) },
          models: { 'claude-haiku-*': 'play:small', subagent: 'anthropic:claude-sonnet-5' },
          plugins: [mine({ prefix: 'a' }), './plugins/other.ts', ['./plugins/mine.ts', { prefix: 'b', name: 'second' }]],
        })`,
      'work/plugins/mine.ts': `
        import { definePlugin } from 'claudecodex'
        import { nameOf, type Options } from './naming.ts'
        export default definePlugin((options: Options) => ({ name: nameOf(options), apiVersion: 1 }))`,
      'work/plugins/naming.ts': `
        export interface Options { readonly prefix: string; readonly name?: string }
        export const nameOf = ({ prefix, name }: Options): string => prefix + '-' + (name ?? 'mine')`,
      'work/plugins/other.ts': `
        import { definePlugin } from 'claudecodex'
        export default definePlugin(() => ({ name: 'other', apiVersion: 1 }))`,
    })
    const configuration = await load(cwd)
    expect(configuration.file).to.equal(join(cwd, 'claudecodex.config.ts'))
    expect(configuration.backend.name).to.equal('play')
    expect(configuration.chain.plugins.map(({ plugin }) => plugin.name)).to.deep.equal([
      'a-mine',
      'other',
      'b-second',
    ])
    expect(configuration.chain.models.rules).to.deep.equal([
      { pattern: 'claude-haiku-*', model: 'play:small' },
      { pattern: 'subagent', model: 'anthropic:claude-sonnet-5' },
    ])
    expect(configuration.files).to.have.members(
      ['claudecodex.config.ts', 'plugins/mine.ts', 'plugins/naming.ts', 'plugins/other.ts'].map(name =>
        join(cwd, name),
      ),
    )
    const view = configuration.chain.config
    expect(view.file).to.equal(join(cwd, 'claudecodex.config.ts'))
    expect(view.backends).to.include.members(['play', 'anthropic', 'demo'])
    expect(view.defaultBackend).to.equal('play')
  })

  it('takes the model from the variable of the default backend only, and sends it there', async () => {
    const cwd = folderWith({})
    const { chain } = await load(
      cwd,
      { OPENAI_MODEL: 'gpt-5-mini', BEDROCK_MODEL_ID: 'x' },
      { backend: 'demo' },
    )
    expect(chain.models.fixed).to.equal(undefined)
    const named = await load(cwd, {}, { backend: 'demo', model: 'tiny' })
    expect(named.chain.models.fixed).to.deep.equal({ model: 'tiny', reason: 'named by --model' })
  })

  it('takes the council from variables before the file', async () => {
    const cwd = folderWith({
      'work/claudecodex.config.json': JSON.stringify({
        backend: 'demo',
        council: { members: ['a', 'b'], mode: 'fast', timeoutMs: 7 },
      }),
    })
    expect((await load(cwd)).council).to.deep.equal({
      members: ['a', 'b'],
      mode: 'fast',
      timeoutMs: 7,
      trigger: 'auto',
      progress: 'auto',
    })
    const { council } = await load(cwd, {
      COUNCIL_MODELS: 'x, y',
      COUNCIL_CHAIRMAN: 'z',
      COUNCIL_TIMEOUT: '1.5',
    })
    expect(council).to.include({ chairman: 'z', mode: 'fast', timeoutMs: 1500 })
    expect(council.members).to.deep.equal(['x', 'y'])
  })

  it('adds the hosts of the flags to those of the file', async () => {
    const cwd = folderWith({ 'work/claudecodex.config.json': '{"server":{"allowHosts":["one"]}}' })
    expect((await load(cwd, {}, { allowHost: ['two'] })).server.allowHosts).to.deep.equal(['two', 'one'])
  })

  it('takes keys from .env and ignores there, with a notice, what selects a backend or a host', async () => {
    const cwd = folderWith({
      'work/.env':
        'ANTHROPIC_API_KEY=from-dotenv\nLLM_BACKEND=demo\nANTHROPIC_UPSTREAM_URL=https://evil.example\n',
    })
    const { backend, environment, notices, files } = await load(cwd)
    expect(backend.name).to.equal('anthropic')
    expect(environment.ANTHROPIC_API_KEY).to.equal('from-dotenv')
    expect(environment).not.to.have.any.keys('LLM_BACKEND', 'ANTHROPIC_UPSTREAM_URL')
    expect(notices.filter(notice => notice.includes('.env is ignored'))).to.have.length(2)
    expect(files).to.include(join(cwd, '.env'))
  })

  it('shows further variables of .env to the file beside it, and takes them away again', async () => {
    const text =
      'export default { backend: "demo", server: { clientKey: process.env.CDX_TEST_KEY ?? "none" } }'
    const cwd = folderWith({
      'work/.env': 'CDX_TEST_KEY=beside',
      'work/claudecodex.config.ts': text,
      'home/config.ts': text,
      'other/.env': 'CDX_TEST_KEY=beside',
    })
    expect((await load(cwd)).server.clientKey).to.equal('beside')
    expect(process.env.CDX_TEST_KEY).to.equal(undefined)
    const elsewhere = await load(join(cwd, '../other'))
    expect(elsewhere.file).to.match(/home.config\.ts$/)
    expect(elsewhere.server.clientKey).to.equal('none')
  })

  it('keeps the record out where it is not wanted, listed or not', async () => {
    const record = { name: 'record', make: () => ({ name: 'record', apiVersion: 1 as const }) }
    const cwd = folderWith({ 'work/claudecodex.config.json': '{"record":false,"plugins":["record"]}' })
    const configuration = await loadConfiguration({ cwd, env: {}, shipped: [record] })
    expect(configuration.record).to.equal(false)
    expect(configuration.chain.plugins).to.deep.equal([])
  })

  it('refuses an address that others can reach without a key', async () => {
    const cwd = folderWith({ 'work/claudecodex.config.json': '{\n "server": {\n  "host": "0.0.0.0"\n }\n}' })
    const error = await configFailure(() => load(cwd))
    expect(error.message).to.match(
      /claudecodex\.config\.json:3: server\.host: 0\.0\.0\.0 .*server\.clientKey/,
    )
    const flag = await configFailure(() => load(cwd, {}, { host: '::' }))
    expect(flag.message).to.match(/^--host: :: can be reached/)
  })

  it('refuses to be its own upstream', async () => {
    const error = await configFailure(() =>
      load(folderWith({}), { ANTHROPIC_UPSTREAM_URL: 'http://localhost:8082/' }),
    )
    expect(error.message).to.match(/^ANTHROPIC_UPSTREAM_URL: .* is this proxy itself/)
  })

  it('stops for a bad variable that it needs, and only mentions one that it does not need', async () => {
    const cwd = folderWith({})
    const error = await configFailure(() => load(cwd, { SERVER_PORT: 'http' }))
    expect(error.message).to.equal('SERVER_PORT: expected a port 0-65535, got "http"')
    const { notices } = await load(cwd, { OPENAI_BASE_URL: 'localhost' })
    expect(notices).to.deep.equal([
      'OPENAI_BASE_URL: expected an http:// or https:// URL, got "localhost"; it is ignored',
    ])
  })

  it('says at the start what the default backend lacks', async () => {
    const cwd = folderWith({})
    const error = await configFailure(() => load(cwd, { LLM_BACKEND: 'nobody' }))
    expect(error.message).to.match(/^LLM_BACKEND: there is no backend "nobody"; use anthropic, .*demo/)
    const text = '{"backend":"x","backends":{"x":{"use":"demo","paec":false}}}'
    writeFileSync(join(cwd, 'claudecodex.config.json'), text)
    const option = await configFailure(() => load(cwd))
    expect(option.message).to.match(/:1: backends\.x\.paec: unknown key - did you mean "pace"\?/)
  })

  it('names the variable that chose a backend which lacks something', async () => {
    const error = await configFailure(() =>
      load(folderWith({}), { OPENAICOMPATIBLE_BASE_URL: 'https://llm.example/v1' }),
    )
    expect(error.message)
      .to.match(/^OPENAICOMPATIBLE_API_KEY is not set/)
      .and.match(/\(backend openai_compatible: OPENAICOMPATIBLE_BASE_URL is set\)$/)
  })

  it('answers from the backend that a model is named with, and says so', async () => {
    const { backend, chain } = await load(folderWith({}), {}, { backend: 'demo', model: 'claude:foo' })
    expect(backend).to.deep.equal({
      name: 'anthropic',
      reason: 'named by --model; else demo, chosen by --backend',
    })
    expect(chain.models).to.deep.include({
      defaultBackend: 'anthropic',
      fixed: { model: 'claude:foo', reason: 'named by --model' },
    })
  })

  it('starts where a profile of AWS lies about, and says that it does nothing', async () => {
    const { backend, notices } = await load(folderWith({}), { AWS_PROFILE: 'work' })
    if (makeableProviders().includes('bedrock')) expect(backend.name).to.equal('bedrock')
    else {
      expect(backend.name).to.equal('anthropic')
      expect(notices).to.deep.equal([
        'AWS_PROFILE is set and chooses nothing: this version has no backend bedrock',
      ])
    }
  })

  it('finds plugins in packages beside the configuration', async () => {
    const cwd = folderWith({
      'work/claudecodex.config.yaml':
        'backend: demo\nplugins:\n  - claudecodex-plugin-x\n  - [claudecodex-plugin-x, { name: again }]\n',
      'work/node_modules/claudecodex-plugin-x/package.json':
        '{"name":"claudecodex-plugin-x","type":"module","exports":"./index.js"}',
      'work/node_modules/claudecodex-plugin-x/index.js': `
        import { definePlugin } from 'claudecodex'
        export default definePlugin(options => ({ name: options?.name ?? 'x', apiVersion: 1 }))`,
    })
    const { chain, files } = await load(cwd)
    expect(chain.plugins.map(({ plugin }) => plugin.name)).to.deep.equal(['x', 'again'])
    expect(files).to.deep.equal([join(cwd, 'claudecodex.config.yaml')])
  })
})
