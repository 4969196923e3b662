import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { PluginEntry } from '../../src/config/config.ts'
import { loadModule } from '../../src/config/load-module.ts'
import { type PluginSettings, resolvePlugins, type ShippedPlugin } from '../../src/config/plugins.ts'
import { makeTree, type Tree } from '../support/tree.ts'
import { configFailure } from './support.ts'

const plugin = (name: string) => ({ name, apiVersion: 1 as const })
const shipped: readonly ShippedPlugin[] = ['record', 'log'].map(name => ({
  name,
  make: options => ({ ...plugin(name), timeoutMs: 1, ...options }),
}))

describe('the list of plugins', () => {
  let tree: Tree | undefined
  afterEach(() => tree?.remove())
  const at = (path: string): string => join(tree?.root ?? '', path)

  const resolve = (
    entries: readonly PluginEntry[],
    files: Readonly<Record<string, string>> = { 'a.txt': '' },
    settings: Partial<PluginSettings> = {},
  ) => {
    tree = makeTree(files)
    return resolvePlugins({ entries, folder: tree.root, shipped: [], ...settings })
  }
  const names = async (...given: Parameters<typeof resolve>) =>
    (await resolve(...given)).plugins.map(loaded => loaded.plugin.name)

  const mine = `
    import { definePlugin } from 'claudecodex'
    import { extra } from './extra.ts'
    export default definePlugin((options = {}) => ({ name: options.name ?? 'mine', apiVersion: 1, extra }))`

  it('leaves out what a condition has switched off, and opens lists in lists', async () => {
    const entries = [false, plugin('a'), null, [plugin('b'), [undefined, plugin('c')]]] as const
    expect(await names(entries)).to.deep.equal(['a', 'b', 'c'])
  })

  it('takes files, with options or without, whose default export is a factory or a plugin', async () => {
    const files = {
      'mine.ts': mine,
      'extra.ts': 'export const extra = 1',
      'whole.js': "export default { name: 'whole', apiVersion: 1 }",
      'plain.ts': "export default (options: object) => ({ name: 'plain', apiVersion: 1 as const })",
    }
    const { plugins, files: read } = await resolve(
      ['./mine.ts', [['./mine.ts', { name: 'second' }]], ['./whole.js', { a: 1 }], ['./plain.ts', { b: 2 }]],
      files,
    )
    expect(plugins.map(loaded => loaded.plugin.name)).to.deep.equal(['mine', 'second', 'whole', 'plain'])
    expect(plugins.map(loaded => loaded.options)).to.deep.equal([
      undefined,
      { name: 'second' },
      { a: 1 },
      { b: 2 },
    ])
    expect(plugins[0]?.from).to.equal(at('mine.ts'))
    expect(read).to.have.members(Object.keys(files).map(name => at(name)))
  })

  it('puts the shipped ones first, or where and as they are named', async () => {
    expect(await names([plugin('a')], undefined, { shipped })).to.deep.equal(['record', 'log', 'a'])
    const { plugins } = await resolve([plugin('a'), ['record', { timeoutMs: 5 }]], undefined, { shipped })
    expect(plugins.map(loaded => loaded.plugin.name)).to.deep.equal(['log', 'a', 'record'])
    expect(plugins[2]?.plugin.timeoutMs).to.equal(5)
    expect(await names([plugin('log')], undefined, { shipped })).to.deep.equal(['record', 'log'])
    expect(await names([plugin('log')], undefined, { shipped, without: ['record', 'log'] })).to.deep.equal([])
  })

  it('finds a shipped plugin by its short name and by its import', async () => {
    expect(await names(['log'])).to.deep.equal(['log'])
    const { plugins } = await resolve(['claudecodex/plugins/log'])
    expect(plugins[0]?.from).to.equal('claudecodex/plugins/log')
  })

  it('names what cannot be found, and its line', async () => {
    const origin = {
      file: '/c.yaml',
      text: 'plugins:\n  - ./gone.ts\n  - nobody-has-this\n  - claudecodex/plugins/nix',
    }
    const failure = async (entry: PluginEntry) =>
      (await configFailure(() => resolve([entry], undefined, { origin }))).message
    expect(await failure('./gone.ts')).to.match(/^\/c\.yaml:2: plugins\[0\]: there is no file "\.\/gone\.ts"/)
    expect(await failure('nobody-has-this')).to.match(
      /^\/c\.yaml:3: plugins\[0\]: there is no plugin or package "nobody-has-this": run "npm install nobody-has-this"/,
    )
    expect(await failure('claudecodex/plugins/nix')).to.match(
      /^\/c\.yaml:4: .* has no plugin "claudecodex\/plugins\/nix"$/,
    )
    expect(await failure('cots')).to.contain(
      'there is no plugin or package "cots" - did you mean "cost"?: run',
    )
    expect(await failure('claudecodex/plugins/tolls')).to.match(
      / - did you mean "claudecodex\/plugins\/tools"\?$/,
    )
  })

  it('refuses what is no plugin, two of one name, and options that do not fit', async () => {
    const failure = async (entries: readonly PluginEntry[], files?: Readonly<Record<string, string>>) =>
      (await configFailure(() => resolve(entries, files))).message
    expect(await failure([{ name: 'a', apiVersion: 1, onEvnt() {} } as PluginEntry])).to.equal(
      'plugins[0]: plugin "a": there is no hook "onEvnt" - did you mean "onEvent"?',
    )
    expect(await failure([plugin('a'), [plugin('a')]])).to.equal(
      'plugins[1][0]: two plugins are called "a": remove one of them, or rename it',
    )
    expect(await failure(['./a.ts'], { 'a.ts': 'export const a = 1' })).to.match(
      /a\.ts: exports no plugin: write/,
    )
    expect(await failure(['./a.ts'], { 'a.ts': 'export default () => ({ name: "a" })' })).to.match(
      /a\.ts: plugin "a": needs `apiVersion: 1`, got undefined/,
    )
    expect(
      await failure(['./a.ts'], { 'a.ts': '\nexport default () => {\n  throw new Error("no") }' }),
    ).to.match(/a\.ts:3: throws while loading: Error: no/)
    expect(await failure([['log', { verbose: 'very' }]])).to.match(/^plugins\[0\]: plugin "log": option/)
  })

  describe('on reload', () => {
    const files = {
      'config.ts': `
        import { definePlugin } from 'claudecodex'
        import log from 'claudecodex/plugins/log'
        import mine from './mine.ts'
        import other from './other.ts'
        import object from './object.ts'
        const inline = definePlugin(() => ({ name: 'inline', apiVersion: 1 }))
        const limit = 3
        export default { plugins: [
          mine({ name: 'mine', limit: 1 }), other(), inline(), { name: 'whole', apiVersion: 1 }, log({ verbose: true }),
          other({ test: value => value < limit, name: 'closure' }), './plain.ts', object,
        ] }`,
      'mine.ts': mine,
      'extra.ts': 'export const extra = 1',
      'other.ts':
        "import { definePlugin } from 'claudecodex'\nexport default definePlugin(options => ({ name: options?.name ?? 'other', apiVersion: 1 }))",
      'object.ts': "export default { name: 'object', apiVersion: 1 }",
      'plain.ts': "export default { name: 'plain', apiVersion: 1 }",
    }
    const fingerprints = async (): Promise<Record<string, string>> => {
      const file = at('config.ts')
      const module = await loadModule(file)
      const { plugins: entries } = module.value as { plugins: readonly PluginEntry[] }
      const origin = { file, text: '' }
      const { plugins } = await resolvePlugins({ entries, folder: at('.'), shipped: [], module, origin })
      return Object.fromEntries(plugins.map(loaded => [loaded.plugin.name, loaded.fingerprint]))
    }
    /** Names of the plugins that a change of a file makes anew. */
    const renewedBy = async (
      file: keyof typeof files,
      change: (text: string) => string,
    ): Promise<string[]> => {
      tree = makeTree(files)
      const before = await fingerprints()
      writeFileSync(at(file), change(files[file]))
      const after = await fingerprints()
      return Object.keys(after).filter(name => after[name] !== before[name])
    }

    it('keeps all of them where nothing has changed', async () => {
      expect(await renewedBy('config.ts', text => text)).to.deep.equal([])
    })

    it('makes anew the plugin whose file, or whose sibling, has changed', async () => {
      expect(await renewedBy('mine.ts', text => `${text}\n// edited`)).to.deep.equal([
        'mine',
        'inline',
        'whole',
        'closure',
      ])
      tree?.remove()
      expect(await renewedBy('extra.ts', () => 'export const extra = 2'))
        .to.include('mine')
        .and.not.include('other')
      tree?.remove()
      expect(await renewedBy('plain.ts', text => `${text}\n`))
        .to.include('plain')
        .and.not.include('mine')
    })

    it('makes anew the plugin whose options have changed, and those whose code is in the configuration', async () => {
      const renewed = await renewedBy('config.ts', text => text.replace('limit: 1', 'limit: 2'))
      expect(renewed).to.deep.equal(['mine', 'inline', 'whole', 'closure'])
      tree?.remove()
      expect(
        await renewedBy('config.ts', text => text.replace('verbose: true', 'verbose: false')),
      ).to.include('log')
      tree?.remove()
      const edited = await renewedBy('config.ts', text => text.replace('limit = 3', 'limit = 4'))
      expect(edited).to.deep.equal(['inline', 'whole', 'closure'])
    })
  })
})
