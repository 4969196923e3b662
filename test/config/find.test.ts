import { join } from 'node:path'
import { expect } from 'chai'
import { findConfigFile, type Search } from '../../src/config/find.ts'
import { makeTree, type Tree } from '../support/tree.ts'
import { configFailure } from './support.ts'

describe('the search for a configuration file', () => {
  let tree: Tree | undefined
  afterEach(() => tree?.remove())

  const search = (files: Readonly<Record<string, string>>, options: Partial<Search> = {}) => {
    tree = makeTree({ 'a/b/.keep': '', ...files })
    return findConfigFile({ cwd: at('a/b'), home: at('home'), stopDir: tree.root, ...options })
  }
  const at = (path: string): string => join(tree?.root ?? '', path)

  for (const ending of ['ts', 'mts', 'js', 'mjs', 'cjs']) {
    it(`hands back the text of claudecodex.config.${ending} without running it`, async () => {
      const { found } = await search({ [`a/b/claudecodex.config.${ending}`]: 'throw new Error()' })
      expect(found).to.deep.equal({
        kind: 'module',
        file: at(`a/b/claudecodex.config.${ending}`),
        text: 'throw new Error()',
      })
    })
  }

  for (const [ending, text] of [
    ['json', '{"backend":"demo"}'],
    ['yaml', 'backend: demo'],
    ['yml', 'backend: demo'],
  ] as const) {
    it(`parses claudecodex.config.${ending}`, async () => {
      const { found } = await search({ [`a/b/claudecodex.config.${ending}`]: text })
      const file = at(`a/b/claudecodex.config.${ending}`)
      expect(found).to.deep.equal({ kind: 'data', file, text, data: { backend: 'demo' } })
    })
  }

  it('takes the key claudecodex of a package.json, and passes by one without it or with a fault', async () => {
    const files = {
      'a/b/package.json': '{ not json',
      'a/package.json': '{"name":"other"}',
      'package.json': '{"claudecodex":{"backend":"demo"}}',
    }
    const { found } = await search(files)
    expect(found).to.include({ kind: 'data', file: at('package.json') })
    expect(found?.kind === 'data' && found.data).to.deep.equal({ backend: 'demo' })
  })

  it('prefers the nearest folder, and goes upwards no further than told', async () => {
    const files = {
      'a/b/claudecodex.config.yml': 'x: 1',
      'a/claudecodex.config.ts': '',
      'claudecodex.config.json': '{}',
    }
    expect((await search(files)).found?.file).to.equal(at('a/b/claudecodex.config.yml'))
    tree?.remove()
    const above = await search({ 'claudecodex.config.json': '{}' }, {})
    expect(above.found?.file).to.equal(at('claudecodex.config.json'))
    expect((await findConfigFile({ cwd: at('a/b'), home: at('home'), stopDir: at('a') })).found).to.equal(
      undefined,
    )
  })

  it('stops at an empty file, which somebody wanted to hold something', async () => {
    const failure = async (name: string, least: string) => {
      const { message, file } = await configFailure(() => search({ [name]: ' \n' }))
      expect(message).to.equal(`${at(name)}: is empty: remove it, or write ${least}`)
      expect(file).to.equal(at(name))
      tree?.remove()
    }
    await failure('a/b/claudecodex.config.json', '{}')
    await failure('a/claudecodex.config.yml', '{}')
    await failure('a/b/claudecodex.config.ts', 'export default {}')
    await failure('a/b/claudecodex.config.cjs', 'module.exports = {}')
    await failure('home/config.json', '{}')
  })

  it('passes by an empty package.json, and an empty file of somebody else', async () => {
    const files = { 'a/b/package.json': '', 'a/claudecodex.config.json': '{"backend":"demo"}' }
    expect((await search(files)).found?.file).to.equal(at('a/claudecodex.config.json'))
    tree?.remove()
    const { found, notices } = await search({ 'claudecodex.config.ts': '' }, { uid: -1 })
    expect(found).to.equal(undefined)
    expect(notices).to.have.length.above(0)
  })

  it('looks into the home of the program last', async () => {
    const { found } = await search({ 'home/config.ts': 'export default {}' })
    expect(found).to.include({ kind: 'module', file: at('home/config.ts') })
    tree?.remove()
    const nearer = await search({ 'home/config.ts': '', 'claudecodex.config.json': '{}' })
    expect(nearer.found?.file).to.equal(at('claudecodex.config.json'))
  })

  it('ignores what lies above and is not the user’s, and says so', async () => {
    const files = { 'a/claudecodex.config.ts': 'x', 'home/config.json': '{}' }
    const { found, notices } = await search(files, { uid: (process.getuid?.() ?? 0) + 1 })
    expect(found?.file).to.equal(at('home/config.json'))
    expect(notices).to.have.length(1)
    expect(notices[0]).to.match(
      /claudecodex\.config\.ts is ignored: .* does not belong to you\. Use --config/,
    )
  })

  it('asks nobody who owns a file of the working directory, or any file where users have no number', async () => {
    const stranger = (process.getuid?.() ?? 0) + 1
    const here = await search({ 'a/b/claudecodex.config.ts': 'x' }, { uid: stranger })
    expect(here).to.deep.include({ notices: [] })
    expect(here.found?.file).to.equal(at('a/b/claudecodex.config.ts'))
    tree?.remove()
    const above = await search({ 'a/claudecodex.config.ts': 'x' }, { uid: undefined })
    expect(above.found?.file).to.equal(at('a/claudecodex.config.ts'))
  })

  it('takes the named file instead, wherever it is and whatever it is called', async () => {
    const files = { 'elsewhere/mine.yaml': 'backend: demo', 'a/b/claudecodex.config.ts': 'x' }
    const { found } = await search(files, { config: '../../elsewhere/mine.yaml' })
    expect(found).to.include({ kind: 'data', file: at('elsewhere/mine.yaml') })
  })

  it('finds nothing where nothing is wanted', async () => {
    expect(await search({ 'a/b/claudecodex.config.ts': 'x' }, { config: false })).to.deep.equal({
      notices: [],
    })
  })

  it('refuses a named file that is missing, empty, or of another kind', async () => {
    const files = { 'a/b/empty.json': ' ', 'a/b/mine.toml': 'x', 'a/b/package.json': '{"name":"x"}' }
    const refusal = async (config: string): Promise<string> => {
      const { message } = await configFailure(() => search(files, { config }))
      tree?.remove()
      return message
    }
    expect(await refusal('none.ts')).to.match(/none\.ts: there is no such file; correct --config$/)
    expect(await refusal('empty.json')).to.match(/empty\.json: is empty/)
    expect(await refusal('mine.toml')).to.match(/mine\.toml: cannot be read: a configuration ends in \.ts,/)
    expect(await refusal('package.json')).to.match(/package\.json: is empty, or has no key "claudecodex"/)
  })

  it('names the line of a fault in JSON and in YAML', async () => {
    const faults: readonly (readonly [string, number])[] = [
      ['{\n  "server": {\n    "port": 8082\n    "host": 5\n  }\n}', 4],
      ['{\n  "backend": demo,\n  "record": true\n}', 2],
      ['{\n\n  "server": {\n    "port": nope,\n    "host": 5\n  }\n}', 4],
      ['{\n  "server": {\n  },\n}\n', 4],
      ['{\n  "server": {\n\n', 4],
    ]
    for (const [text, line] of faults) {
      const json = await configFailure(() => search({ 'a/b/claudecodex.config.json': text }))
      expect(json.message, text).to.match(
        /claudecodex\.config\.json:\d+: cannot be read: (Unexpected|Expected)[^"]*$/,
      )
      expect(json.line, text).to.equal(line)
      tree?.remove()
    }
    const yaml = await configFailure(() =>
      search({ 'a/b/claudecodex.config.yaml': 'server:\n  port: 3\n x: 3' }),
    )
    expect(yaml.message).to.match(/claudecodex\.config\.yaml:3: cannot be read: bad indentation/)
  })
})
