import { join } from 'node:path'
import { expect } from 'chai'
import { placeIn, readConfigFile } from '../../src/config/config-file.ts'
import { loadEnvironment } from '../../src/config/environment.ts'
import { makeTree, type Tree } from '../support/tree.ts'
import { configFailure } from './support.ts'

describe('the configuration file', () => {
  let tree: Tree | undefined
  afterEach(() => tree?.remove())
  const read = async (files: Readonly<Record<string, string>>) => {
    tree = makeTree(files)
    const { root } = tree
    return readConfigFile(
      { cwd: root, home: join(root, 'home'), stopDir: root },
      await loadEnvironment(root, {}),
    )
  }

  it('is an empty configuration where there is none', async () => {
    expect(await read({ 'a.txt': '' })).to.deep.equal({ config: {}, files: [], notices: [] })
  })

  it('brings the files it imports', async () => {
    const { config, files, module, origin } = await read({
      'claudecodex.config.mts': "import { name } from './name.ts'\nexport default { backend: name }",
      'name.ts': "export const name: string = 'demo'",
    })
    expect(config).to.deep.equal({ backend: 'demo' })
    expect(files.map(file => file.slice((tree?.root.length ?? 0) + 1))).to.deep.equal([
      'claudecodex.config.mts',
      'name.ts',
    ])
    expect(module?.sources.size).to.equal(2)
    expect(origin?.text).to.include('export default')
  })

  it('is checked', async () => {
    const error = await configFailure(() =>
      read({ 'claudecodex.config.ts': '\nexport default {\n  bakend: 1,\n}' }),
    )
    expect(error.message).to.match(
      /claudecodex\.config\.ts:3: bakend: unknown key - did you mean "backend"\?/,
    )
  })

  it('tells where a key stands', () => {
    expect(placeIn({ file: '/c.ts', text: '{\n server: {\n  host: 1' }, 'server', 'host')).to.deep.equal({
      file: '/c.ts',
      line: 3,
      key: 'server.host',
    })
    expect(placeIn(undefined, 'ca')).to.deep.equal({ key: 'ca' })
  })
})
