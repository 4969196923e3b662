import { expect } from 'chai'
import { cycles, strayIndexes, wrongImports } from '../support/borders.ts'
import { readSources, type Sources } from '../support/sources.ts'
import { makeTree } from '../support/tree.ts'

const folders = ['src', 'plugins', 'test', 'bench']

/** The checks are worth nothing unless they can fail: each gets a small tree with one fault in it. */
function check(checker: (sources: Sources) => string[], files: Readonly<Record<string, string>>): string[] {
  const tree = makeTree(files)
  try {
    return checker(readSources(tree.root, folders))
  } finally {
    tree.remove()
  }
}

const faultOf = (path: string, text: string, others: Readonly<Record<string, string>> = {}): string[] =>
  check(wrongImports, { [path]: text, ...others })

describe('the borders of this project', () => {
  const sources = readSources(process.cwd(), folders)

  it('lets every file import only what its layer may know', () => {
    expect(wrongImports(sources)).to.deep.equal([])
  })
  it('has no circle of imports, type imports included', () => {
    expect(cycles(sources)).to.deep.equal([])
  })
  it('has an index only where something is exported to others', () => {
    expect(strayIndexes(sources)).to.deep.equal([])
  })
})

describe('the check of directions', () => {
  const empty = 'export {}\n'

  it('accepts what the layers allow', () => {
    const files = {
      'src/anthropic/a.ts': empty,
      'src/core/c.ts': "import '../anthropic/a.ts'\nimport 'node:crypto'\n",
      'src/wire/w.ts': "import got from 'got'\n",
      'src/backends/backend-factory.ts': "import type {} from '../wire/w.ts'\n",
      'src/backends/demo/index.ts':
        "import '../backend-factory.ts'\nimport './events.ts'\nimport '../shared/words.ts'\n",
      'src/backends/shared/words.ts': "import '../../core/c.ts'\nimport '../../wire/w.ts'\n",
      'src/backends/demo/events.ts': "import '../../core/c.ts'\n",
      'src/index.ts': "export {} from './core/c.ts'\n",
      'src/server/app.ts': "import Koa from 'koa'\nimport Router from '@koa/router'\n",
      'src/commands/serve.ts': "import '../server/app.ts'\nimport log from '../../plugins/log.ts'\n",
      'plugins/log.ts': "import {} from 'claudecodex'\nimport chalk from 'chalk'\nimport './log/table.ts'\n",
      'plugins/log/table.ts': empty,
      'test/core/c.test.ts': "import '../../src/server/app.ts'\nimport koa from 'koa'\n",
    }
    expect(check(wrongImports, files)).to.deep.equal([])
  })
  it('refuses a lower layer that imports a higher one', () => {
    const faults = faultOf('src/core/c.ts', "import '../server/app.ts'\n", { 'src/server/app.ts': empty })
    expect(faults).to.deep.equal(['src/core/c.ts imports ../server/app.ts: core may import anthropic, core'])
  })
  it('refuses it for types, re-exports and dynamic imports alike', () => {
    const others = { 'src/server/app.ts': empty }
    expect(faultOf('src/core/c.ts', "import type { App } from '../server/app.ts'\n", others)).to.have.length(
      1,
    )
    expect(faultOf('src/core/c.ts', "export { app } from '../server/app.ts'\n", others)).to.have.length(1)
    expect(faultOf('src/core/c.ts', "await import('../server/app.ts')\n", others)).to.have.length(1)
    expect(faultOf('src/core/c.ts', "type App = import('../server/app.ts').App\n", others)).to.have.length(1)
  })
  it('refuses what backends share when it imports one of them', () => {
    const faults = faultOf('src/backends/shared/words.ts', "import '../demo/index.ts'\n", {
      'src/backends/demo/index.ts': empty,
    })
    expect(faults).to.deep.equal([
      'src/backends/shared/words.ts imports ../demo/index.ts: shared by backends may import anthropic, core, wire, shared by backends',
    ])
  })
  it('refuses a backend that imports its sibling', () => {
    const faults = faultOf('src/backends/a/index.ts', "import '../b/index.ts'\n", {
      'src/backends/b/index.ts': empty,
    })
    expect(faults[0]).to.contain('a sibling backend')
  })
  it('refuses sources that import tests', () => {
    const faults = faultOf('src/core/c.ts', "import '../../test/support/x.ts'\n", {
      'test/support/x.ts': empty,
    })
    expect(faults[0]).to.contain('outside src/ and plugins/')
  })
  it('refuses a file that is in no layer, and an import that leads nowhere', () => {
    const others = { 'src/core/c.ts': empty }
    expect(faultOf('src/misc/x.ts', "import '../core/c.ts'\n", others)[0]).to.contain('no layer is known')
    expect(faultOf('src/core/d.ts', "import './gone.ts'\n")[0]).to.contain('no such file')
  })
  it('refuses network, disk and terminal in the core, and any module of Node in the language', () => {
    expect(faultOf('src/core/c.ts', "import { readFile } from 'node:fs/promises'\n")).to.have.length(1)
    expect(faultOf('src/core/c.ts', "import http from 'node:http'\n")).to.have.length(1)
    expect(faultOf('src/anthropic/a.ts', "import { randomUUID } from 'node:crypto'\n")).to.have.length(1)
  })
  it('refuses credentials to all but the core, the server and the direct backend', () => {
    const others = { 'src/core/credentials.ts': empty }
    const text = "import '../../core/credentials.ts'\n"
    expect(faultOf('src/backends/anthropic/index.ts', text, others)).to.deep.equal([])
    expect(faultOf('src/backends/openai/index.ts', text, others)[0]).to.contain('may see credentials')
    expect(faultOf('src/config/load.ts', "import '../core/credentials.ts'\n", others)).to.have.length(1)
  })
})

describe('the check of packages', () => {
  it('refuses a package outside its folder', () => {
    expect(faultOf('src/server/app.ts', "import got from 'got'\n")[0]).to.contain('belongs in src/wire/')
    expect(faultOf('src/core/c.ts', "import type Koa from 'koa'\n")[0]).to.contain('belongs in src/server/')
    expect(faultOf('src/config/load.ts', "import chalk from 'chalk'\n")).to.have.length(1)
  })
  it('refuses a package that has no folder', () => {
    expect(faultOf('src/core/c.ts', "import _ from 'lodash'\n")[0]).to.contain('no home')
  })
  it('refuses nock outside the tests of backends', () => {
    expect(faultOf('test/backends/x.nock.test.ts', "import nock from 'nock'\n")).to.deep.equal([])
    expect(faultOf('test/core/c.test.ts', "import nock from 'nock'\n")).to.have.length(1)
  })
})

describe('the check of plugins', () => {
  it('refuses what a user’s plugin could not import', () => {
    const others = { 'src/core/onion.ts': '', 'plugins/log.ts': '' }
    expect(faultOf('plugins/mine.ts', "import '../src/core/onion.ts'\n", others)).to.have.length(1)
    expect(faultOf('plugins/mine.ts', "import got from 'got'\n", others)).to.have.length(1)
    expect(faultOf('plugins/mine.ts', "import './log.ts'\n", others)[0]).to.contain('another plugin')
  })
})

describe('the check of circles', () => {
  it('names the way round, through type imports too', () => {
    const files = {
      'src/core/a.ts': "import type { B } from './b.ts'\n",
      'src/core/b.ts': "import './c.ts'\n",
      'src/core/c.ts': "export type { A } from './a.ts'\n",
    }
    expect(check(cycles, files)).to.deep.equal([
      'src/core/a.ts -> src/core/b.ts -> src/core/c.ts -> src/core/a.ts',
    ])
  })
  it('follows the project’s own name', () => {
    const files = {
      'src/index.ts': "export {} from './core/a.ts'\n",
      'src/core/a.ts': "import '../../plugins/log.ts'\n",
      'plugins/log.ts': "import {} from 'claudecodex'\n",
    }
    expect(check(cycles, files)).to.have.length(1)
  })
  it('accepts a diamond', () => {
    const files = {
      'src/core/a.ts': "import './b.ts'\nimport './c.ts'\n",
      'src/core/b.ts': "import './d.ts'\n",
      'src/core/c.ts': "import './d.ts'\n",
      'src/core/d.ts': '',
    }
    expect(check(cycles, files)).to.deep.equal([])
  })
})

describe('the check of indexes', () => {
  it('refuses one that only hides where things are', () => {
    const files = { 'src/core/index.ts': '', 'src/index.ts': '', 'src/backends/demo/index.ts': '' }
    expect(check(strayIndexes, files)).to.deep.equal(['src/core/index.ts'])
  })
})
